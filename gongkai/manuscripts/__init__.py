"""A Word file as the text of a page: every sentence of its final text, in its order, and what was left out.

Made for DOCX as Word, WPS and LibreOffice write it. Tracked changes are taken as accepted, comments are dropped, and
both are listed. After each reading every sentence of the source is looked for in the result (`proving`); one that is
not there is told, so that nothing is lost unseen.
"""

from gongkai.manuscripts.asking import read
from gongkai.manuscripts.model import Dropped, Left, Manuscript, Picture

__all__ = ["Dropped", "Left", "Manuscript", "Picture", "read"]
