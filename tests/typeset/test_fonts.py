"""Faces are found by their role in the operator's folder, and a letter is set without any."""

import io

import pikepdf
import pylopdf_fonts_zh_cn
import pytest

from gongkai.typeset.fonts import Role, font_set, lacking, matching
from gongkai.typeset.letter_pdf import letter_pdf
from tests.typeset.papers import AT, letter, text_of

FAMILY, FACE = "Noto Serif SC", "NotoSerifSC"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one face that calls itself a FangSong; names of equal length, so that the file stays whole."""
    data = pylopdf_fonts_zh_cn.serif_path().read_bytes()
    for old, new in ((FAMILY, "FangSong_Ming"), (FACE, "FangSongABC")):
        assert len(old) == len(new)
        data = data.replace(old.encode("utf-16-be"), new.encode("utf-16-be"))
    place = tmp_path_factory.mktemp("fonts")
    (place / "fang.otf").write_bytes(data)
    return place


def faces(pdf: bytes) -> set[str]:
    """The names of the fonts in a file, with the sign that they are subsets."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {str(thing["/BaseFont"]) for thing in document.objects if _is_font(thing)}


def _is_font(thing) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font" and "/BaseFont" in thing


@pytest.mark.parametrize(
    ("role", "family"),
    [
        (Role.BODY, "仿宋_GB2312"),
        (Role.BODY, "FandolFang R"),
        (Role.BODY, "FZFangSong-Z02"),
        (Role.BODY, "STFangsong"),
        (Role.TITLE, "FZXiaoBiaoSong-B05S"),
        (Role.TITLE, "方正小标宋简体"),
        (Role.HEADING, "SimHei"),
        (Role.HEADING, "STHeiti"),
        (Role.KAI, "KaiTi_GB2312"),
        (Role.KAI, "LXGW WenKai"),
        (Role.SONG, "SimSun"),
    ],
)
def test_families_are_known_by_the_names_their_makers_give(role, family):
    others = [family, "Noto Serif SC", "DejaVu Sans"]
    assert [one for one in Role if matching(one, others)] == [role]


def test_the_operators_face_is_used_for_its_role_and_free_ones_for_the_others(folder):
    fonts = font_set(folder)
    assert fonts.owned == {Role.BODY}
    assert fonts.roles[Role.BODY] == ("FangSong_Ming", "Noto Serif SC", "Noto Sans SC")
    assert fonts.roles[Role.HEADING] == ("Noto Sans SC", "Noto Serif SC")
    assert lacking(folder) == ("小标宋", "黑体", "楷体", "宋体")
    pdf = letter_pdf(letter(), made_at=AT, font_dir=folder)
    assert {name.partition("+")[2].partition("-")[0] for name in faces(pdf)} == {"FangSongABC", FACE}


def test_without_a_folder_every_role_is_set_in_a_free_face(tmp_path):
    assert lacking(None) == lacking(tmp_path / "nowhere") == ("仿宋", "小标宋", "黑体", "楷体", "宋体")
    assert text_of(letter_pdf(letter(), made_at=AT, font_dir=tmp_path / "nowhere"))


def test_fonts_are_opened_once_for_each_folder(folder):
    assert font_set(folder) is font_set(folder)
    assert font_set(folder) is not font_set(None)
