"""How contracts say that somebody may use something."""

from __future__ import annotations

import re
from typing import Final

GRANT: Final = re.compile(
    r"(?:ⓛ[^;。]{0,50}(?:授权|授予|许可|同意|允许|交给ⓔ|交由ⓔ)|授权ⓔ|许可ⓔ|授予ⓔ|允许ⓔ|ⓔ[^,;。]{0,30}(?:获得|取得|享有|有权|可以?(?:在|将|使用|于|制|生)|被授权|被许可|获授权)|授权(?:内容|权利|范围|使用范围|事项|性质|方式|类型|标的)|权利种类|许可(?:内容|权利|使用的权利|方式|种类))"
    r"|ⓛ(?: hereby| also| agrees to| does| will| shall)* (?:grant|license|licence|authori[sz]e|permit|allow|give|let)s?\b|(?:grant|licen[sc]e|authori[sz]e|permit|allow)s?(?: to)? ⓔ|ⓔ (?:is|are|has been|shall be|was)(?: hereby)? (?:granted|licen[sc]ed|authori[sz]ed|permitted|entitled|allowed|free)|ⓔ (?:may|can|has the right|shall have the right|obtains|receives|acquires)\b|\b(?:licen[cs]e|right)s? (?:is|are)? ?(?:hereby )?granted|\brights? to (?:reproduc|use|manufactur|make|adapt|publish|stream|distribut|sell|produc|develop|print|exhibit|broadcast|depict|feature)|\blicen[cs]e to (?:reproduc|use|manufactur|make|adapt|publish|stream|distribut|sell|produc|develop|print|exhibit|broadcast|depict|feature|mint)|grant of (?:rights|licen[cs]e)|granted rights?|licen[cs]ed (?:rights?|uses?)|rights granted"
)
