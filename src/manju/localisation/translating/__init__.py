"""Machine translation by any OpenAI-compatible server: in batches, answers checked, broken rules asked again once."""

from manju.localisation.translating.asking import Source
from manju.localisation.translating.batches import Done, translate
from manju.localisation.translating.server import Server, ServerDown, ServerRefuses, address_of, models_of

__all__ = ["Done", "Server", "ServerDown", "ServerRefuses", "Source", "address_of", "models_of", "translate"]
