"""Hit lists: any CSV, XLSX or JSON of what ran where, as rows of one shape (`SCHEMA`) with the true line of each.

`read_list` reads one file; what could not be read is kept aside with line and reason; a list in which something needed
was not recognised raises `MappingNeeded`, to be asked once and read again with a mapping.
"""

from manju.market.lists.headers import ROLES, Columns, MappingNeeded, Role, as_mapping, platform_of, recognised
from manju.market.lists.reading import SCHEMA, HitList, Rejected, headers_of, read_list

__all__ = [
    "ROLES", "SCHEMA", "Columns", "HitList", "MappingNeeded", "Rejected", "Role", "as_mapping", "headers_of",
    "platform_of", "read_list", "recognised",
]  # fmt: skip
