"""How a message is said to each kind of receiver; pure: no network, no Django.

One module per published protocol, each with `compose` (what to post, and where) and `heard` (what the answer means).
"""

from manju.alerts.protocols.message import Heard, Message, Post
from manju.alerts.protocols.table import PROTOCOLS, Protocol

__all__ = ["PROTOCOLS", "Heard", "Message", "Post", "Protocol"]
