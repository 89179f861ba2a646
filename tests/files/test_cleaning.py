"""Cleaning, proven by reading the copies again: nothing hidden is left, everything visible is."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageOps, PngImagePlugin, TiffImagePlugin

from gongkai.files import examining, removing
from gongkai.files.cleaning import Cleaned, clean
from gongkai.files.kinds import ALLOWED, Kind
from tests.files import made
from tests.files.made import MADE, parts_of, relations, with_parts

SECRET = "甄不存"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = f'xmlns:r="{made.RELATIONS}"'


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def camera(turn: int = 1) -> bytes:
    """What a camera writes: its model, the way it was held, the place."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112], exif[0x013B] = "CAMERA", turn, "Zhen Bucun"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 7.0)
    return exif.tobytes()


def words(cleaned: Cleaned) -> set[str]:
    """The list, by the words behind the sentences."""
    return {word for word, sentence in removing._REMOVED.items() if sentence in cleaned.removed}


def warned(cleaned: Cleaned) -> set[str]:
    return {word for word, sentence in removing._LEFT.items() if sentence in cleaned.left}


@pytest.mark.parametrize("kind", sorted(ALLOWED))
def test_a_copy_is_still_a_file_of_its_kind_and_clean_already(kind: Kind) -> None:
    cleaned = clean(MADE[kind](), kind)
    assert examining.examine(cleaned.data).kind is kind
    again = clean(cleaned.data, kind)
    assert again.removed == []
    assert again.data == cleaned.data or kind is Kind.PDF


# ------------------------------------------------------------------------------- pictures


def test_a_photograph_loses_what_the_camera_wrote_and_no_pixel() -> None:
    photograph = made.jpeg(exif=camera(), xmp=b"<x:xmpmeta>Zhen</x:xmpmeta>", comment=b"Zhen Bucun") + made.jpeg()
    cleaned = clean(photograph, Kind.JPEG)
    copy = opened(cleaned.data)
    assert dict(copy.getexif()) == {}
    assert not {"exif", "xmp", "comment"} & set(copy.info)
    assert b"Zhen" not in cleaned.data
    assert cleaned.data.count(b"\xff\xd9") == 1
    assert words(cleaned) == {"EXIF", "GPS", "XMP", "TEXT", "TAIL"}
    assert copy.tobytes() == opened(made.jpeg()).tobytes()


@pytest.mark.parametrize("turn", range(2, 9))
def test_a_photograph_is_turned_before_the_note_that_says_how_is_taken_out(turn: int) -> None:
    photograph = made.jpeg(exif=camera(turn), quality=90)
    cleaned = clean(photograph, Kind.JPEG)
    expected, copy = ImageOps.exif_transpose(opened(photograph)), opened(cleaned.data)
    assert copy.size == expected.size
    assert "TURNED" in words(cleaned)
    assert dict(copy.getexif()) == {}
    difference = ImageChops.difference(copy.convert("L"), expected.convert("L")).getextrema()
    assert difference[1] <= 24  # encoded twice with the same fineness
    mean = sum(difference_of(copy, expected)) / len(difference_of(copy, expected))
    assert mean < 1.5


def difference_of(one: Image.Image, other: Image.Image) -> bytes:
    return ImageChops.difference(one.convert("L"), other.convert("L")).tobytes()


def test_the_colours_of_a_profile_stay() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind, data in (
        (Kind.JPEG, made.jpeg(icc_profile=profile, exif=camera())),
        (Kind.JPEG, made.jpeg(icc_profile=profile, exif=camera(6))),
        (Kind.PNG, made.png(icc_profile=profile)),
        (Kind.TIFF, made.tiff(icc_profile=profile)),
    ):
        assert opened(clean(data, kind).data).info.get("icc_profile") == profile


def test_a_png_loses_its_words_and_no_pixel() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Zhen")
    notes.add_text("Comment", "Zhen" * 50, zip=True)
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Zhen</x:xmpmeta>")
    notes.add(b"tIME", b"\x07\xea\x01\x01\x00\x00\x00")
    notes.add(b"prVt", b"Zhen", after_idat=True)
    data = made.png(pnginfo=notes, exif=camera(), dpi=(300, 300))
    cleaned = clean(data, Kind.PNG)
    copy = opened(cleaned.data)
    assert set(copy.info) == {"dpi"}
    assert b"Zhen" not in cleaned.data
    assert words(cleaned) == {"TEXT", "XMP", "EXIF", "TIME", "PRIVATE", "GPS"}
    assert copy.tobytes() == made.picture().tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "RGB"])
def test_a_png_that_is_turned_keeps_every_pixel(mode: str) -> None:
    image = made.picture(mode="RGB").convert(mode)
    cleaned = clean(made.saved(image, "PNG", exif=camera(6)), Kind.PNG)
    assert (
        opened(cleaned.data).convert("RGBA").tobytes()
        == image.transpose(Image.Transpose.ROTATE_270).convert("RGBA").tobytes()
    )


@pytest.mark.parametrize("compression", ["raw", "group4", "tiff_lzw", "jpeg", "tiff_adobe_deflate"])
def test_a_tiff_loses_its_tags_and_no_pixel(compression: str) -> None:
    mode = "1" if compression == "group4" else "RGB"
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[315], tags[270], tags[306], tags[305] = "Zhen", "Zhen", "2026:01:01 00:00:00", "Scan"
    tags[700] = b"<x:xmpmeta>Zhen</x:xmpmeta>"
    second = made.picture((30, 20), mode)
    data = made.saved(
        made.picture(mode=mode), "TIFF", save_all=True, append_images=[second], tiffinfo=tags, compression=compression
    )
    cleaned = clean(data, Kind.TIFF)
    copy, original = Image.open(io.BytesIO(cleaned.data)), Image.open(io.BytesIO(data))
    assert isinstance(copy, TiffImagePlugin.TiffImageFile)
    assert copy.n_frames == 2
    for number in range(2):
        copy.seek(number)
        original.seek(number)
        assert not {315, 270, 306, 305, 700} & set(copy.tag_v2)
        assert copy.tobytes() == original.tobytes()
    assert b"Zhen" not in cleaned.data
    assert words(cleaned) == {"EXIF", "XMP"}


# ------------------------------------------------------------------------------- PDF


def full(pdf: pikepdf.Pdf) -> None:
    """Everything that a page does not show."""
    pdf.docinfo["/Author"] = SECRET
    with pdf.open_metadata() as xmp:
        xmp["dc:creator"] = ["Zhen"]
    script = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS="app.alert('Zhen')"))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=["a", script]))
    pdf.attachments["Zhen.txt"] = b"Zhen"
    pdf.Root.OCProperties = Dictionary(OCGs=Array([]), D=Dictionary())
    page = pdf.pages[0].obj
    page.AA = Dictionary(O=script)
    page.PieceInfo = Dictionary(App=Dictionary(Private="Zhen"))
    page.Thumb = pdf.make_stream(b"\x00", Subtype=Name.Image)
    page.Metadata = pdf.make_stream(b"<x>Zhen</x>")
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents="visible", T="Zhen", NM="1", M="D:2026"
    )
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=script)
    clip = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], FS=Dictionary(F="Zhen"))
    field = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[0, 0, 9, 9], T="field", FT=Name.Tx)
    )
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    page.Annots = Array([note, link, clip, field])
    photograph = pdf.make_stream(made.jpeg(exif=camera(), comment=b"Zhen"))
    photograph.Subtype, photograph.Type, photograph.Filter = Name.Image, Name.XObject, Name.DCTDecode
    photograph.Width, photograph.Height, photograph.BitsPerComponent = 60, 40, 8
    photograph.ColorSpace = Name.DeviceRGB
    page.Resources = Dictionary(XObject=Dictionary(Im0=photograph))
    page.Contents = pdf.make_stream(b"q 60 0 0 40 0 0 cm /Im0 Do Q")


def everything_in(pdf: pikepdf.Pdf) -> bytes:
    """All objects with their streams, unpacked."""
    seen = [item.unparse(resolved=True) for item in pdf.objects]
    return b"\n".join([*seen, *(item.read_raw_bytes() for item in pdf.objects if isinstance(item, pikepdf.Stream))])


def test_a_pdf_loses_all_that_its_pages_do_not_show() -> None:
    data = made.pdf(full)
    with pikepdf.open(io.BytesIO(data)) as before:
        assert b"Zhen" in everything_in(before)
    cleaned = clean(data, Kind.PDF)
    with pikepdf.open(io.BytesIO(cleaned.data)) as pdf:
        assert b"Zhen" not in everything_in(pdf)
        assert not {"/Metadata", "/OpenAction", "/AA", "/AF"} & set(pdf.Root.keys())
        assert "/Info" not in pdf.trailer
        assert len(pdf.attachments) == 0
        assert "/JavaScript" not in pdf.Root.get("/Names", {})
        page: Any = pdf.pages[0].obj
        assert [str(note.Subtype) for note in page.Annots] == ["/Text", "/Link", "/Widget"]
        assert str(page.Annots[0].Contents) == "visible"
        assert str(page.Annots[2].T) == "field"
        assert "/A" not in page.Annots[1]
        shown = page.Resources.XObject.Im0
        assert opened(shown.read_raw_bytes()).tobytes() == opened(made.jpeg()).tobytes()
        assert len(pdf.pages) == 2
    assert words(cleaned) == {
        *(
            "INFO",
            "XMP",
            "OPENING",
            "JAVASCRIPT",
            "ATTACHED",
            "PIECES",
            "THUMBNAIL",
            "ANNOTATORS",
            "EXIF",
            "GPS",
            "TEXT",
        ),
    }
    assert warned(cleaned) == {"ANNOTATIONS", "LAYERS"}


def test_what_an_earlier_version_of_a_pdf_said_is_gone() -> None:
    data = made.pdf()
    at = data.rindex(b"startxref")
    old = data[at:].split()[1]
    offset = len(data)
    update = b"9 0 obj\n(Zhen)\nendobj\n"
    table = (
        b"xref\n9 1\n%010d 00000 n \ntrailer\n<< /Size 10 /Root 1 0 R /Prev %s >>\n" % (offset, old)
        + b"startxref\n%d\n" % (offset + len(update))
        + b"%%EOF\n"
    )
    cleaned = clean(data + update + table, Kind.PDF)
    assert b"Zhen" not in cleaned.data
    assert words(cleaned) == {"VERSIONS"}


def test_a_signed_pdf_is_said_to_be_no_proof_any_more() -> None:
    def signing(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm = Dictionary(SigFlags=3, Fields=Array([]))

    assert warned(clean(made.pdf(signing), Kind.PDF)) == {"SIGNED"}


def test_a_plain_pdf_is_not_said_to_have_held_anything() -> None:
    assert clean(made.pdf(), Kind.PDF) == Cleaned(clean(made.pdf(), Kind.PDF).data, [], [])


# ------------------------------------------------------------------------------- Office and OFD


def typed(*parts: str) -> Any:
    """Entries for parts in the list of content types."""
    added = "".join(f'<Override PartName="/{name}" ContentType="application/xml"/>' for name in parts)
    return lambda data: data.replace(b"</Types>", added.encode() + b"</Types>")


def related(*entries: tuple[str, str, str]) -> Any:
    """Relationships put beside those that are there."""
    added = relations(*entries).split(">", 1)[1].removesuffix("</Relationships>")
    return lambda data: data.replace(b"</Relationships>", added.encode() + b"</Relationships>")


def test_a_word_document_loses_people_and_traces_and_keeps_its_words() -> None:
    body = (
        f'<w:document {W} {R}><w:body><w:p w:rsidR="00A1" w:rsidRDefault="00A1"><w:commentRangeStart w:id="0"/>'
        f'<w:r w:rsidR="00A2"><w:t>湖滨路</w:t></w:r><w:commentRangeEnd w:id="0"/>'
        f'<w:r><w:rPr/><w:commentReference w:id="0"/></w:r>'
        f'<w:ins w:id="1" w:author="{SECRET}" w:date="2026-01-01T00:00:00Z"><w:r><w:t>改造</w:t></w:r></w:ins>'
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r></w:p></w:body></w:document>"
    )
    rsids = '<w:rsids><w:rsid w:val="00A1"/></w:rsids><w:attachedTemplate r:id="rIdT"/>'
    settings = f"<w:settings {W} {R}>{rsids}</w:settings>"
    template = relations(("rIdT", "attachedTemplate", f"file:///C:\\{SECRET}\\a.dotx"), external=True)
    data = with_parts(
        made.docx_file(),
        {
            "[Content_Types].xml": typed("word/comments.xml", "word/people.xml", "docProps/custom.xml"),
            "word/document.xml": body,
            "word/settings.xml": settings,
            "word/_rels/settings.xml.rels": template,
            "word/_rels/document.xml.rels": related(
                ("rIdC", "comments", "comments.xml"), ("rIdP", "people", "people.xml")
            ),
            "word/comments.xml": f'<w:comments {W}><w:comment w:author="{SECRET}"/></w:comments>',
            "word/people.xml": f"<people>{SECRET}</people>",
            "docProps/custom.xml": f"<Properties>{SECRET}</Properties>",
            "word/media/image1.jpeg": made.jpeg(exif=camera(6), comment=b"Zhen"),
            "word/printerSettings/printerSettings1.bin": b"PRINTER",
            "word/embeddings/a.xlsx": made.xlsx_file(),
        },
    )
    cleaned = clean(data, Kind.DOCX)
    parts = parts_of(cleaned.data)
    assert not [name for name, content in parts.items() if SECRET.encode() in content or b"Zhen" in content]
    assert not [name for name in parts if name.startswith("docProps/") or "comments" in name or "people" in name]
    assert not [name for name in parts if b"comments.xml" in parts[name] or b"docProps" in parts[name]]
    text = parts["word/document.xml"].decode()
    assert "湖滨路" in text
    assert "改造" in text
    assert not [mark for mark in ("rsid", "comment", "w:date", SECRET) if mark in text]
    assert b"rsid" not in parts["word/settings.xml"]
    assert b"attachedTemplate" not in parts["word/settings.xml"]
    shown = opened(parts["word/media/image1.jpeg"])
    assert dict(shown.getexif()) == {0x0112: 6}, "the page shows it turned"
    assert SECRET.encode() not in b"".join(parts_of(parts["word/embeddings/a.xlsx"]).values())
    assert words(cleaned) == {
        *("EXIF", "GPS", "THUMBNAIL", "TEXT", "INFO", "CUSTOM", "COMMENTS", "REVISERS", "RSIDS", "PRINTER", "TEMPLATE"),
    }
    assert warned(cleaned) == {"REVISIONS", "HIDDEN_TEXT"}
    assert examining.examine(cleaned.data).kind is Kind.DOCX


def test_a_cleaned_document_opens_in_a_library_that_follows_every_relation() -> None:
    import docx

    copy = docx.Document(io.BytesIO(clean(made.docx_file(), Kind.DOCX).data))
    assert [paragraph.text for paragraph in copy.paragraphs] == ["关于湖滨路改造工程的申请"]


def test_a_workbook_loses_comments_with_their_balloons_and_keeps_its_cells() -> None:
    path = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="x15"><x:absPath xmlns:x="http://x" url="C:\\{SECRET}\\"/>'
        "</mc:Choice></mc:AlternateContent>"
    )

    def located(data: bytes) -> bytes:
        return data.replace(b"<sheets>", path.encode() + b"<sheets>").replace(b"<sheet ", b'<sheet state="hidden" ')

    data = with_parts(made.xlsx_file(), {"xl/workbook.xml": located})
    cleaned = clean(data, Kind.XLSX)
    parts = parts_of(cleaned.data)
    assert not [name for name, content in parts.items() if SECRET.encode() in content or "内部意见".encode() in content]
    assert not [name for name in parts if "comments" in name or "vmlDrawing" in name]
    assert b"legacyDrawing" not in parts["xl/worksheets/sheet1.xml"]
    assert "收件编号".encode() in parts["xl/sharedStrings.xml"]
    assert b"AlternateContent" not in parts["xl/workbook.xml"]
    assert words(cleaned) == {"INFO", "COMMENTS", "PATH"}
    assert warned(cleaned) == {"HIDDEN_SHEETS"}
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(cleaned.data))
    assert book.get_sheet_by_index(0).to_python() == [["收件编号"]]


def test_a_presentation_loses_the_commenters_and_says_that_notes_remain() -> None:
    data = with_parts(made.pptx_file(), {"ppt/notesSlides/notesSlide1.xml": "<a/>", "_xmlsignatures/sig1.xml": "<a/>"})
    cleaned = clean(data, Kind.PPTX)
    parts = parts_of(cleaned.data)
    assert "ppt/commentAuthors.xml" not in parts
    assert b"commentAuthors" not in b"".join(parts.values())
    assert words(cleaned) == {"COMMENTS", "SIGNATURES"}
    assert warned(cleaned) == {"NOTES"}


def test_an_ofd_loses_its_information_attachments_and_annotators() -> None:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    data = with_parts(
        made.ofd_file(),
        {
            "Doc_0/Document.xml": lambda old: old.replace(
                b"</ofd:Document>", b"<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>"
            ),
            "Doc_0/Attachs/Attachments.xml": (
                f"<ofd:Attachments {space}><ofd:Attachment><ofd:FileLoc>a.xml</ofd:FileLoc></ofd:Attachment>"
                "</ofd:Attachments>"
            ),
            "Doc_0/Attachs/a.xml": f"<a>{SECRET}</a>",
            "Doc_0/Annots/Page_0/Annotation.xml": (
                f'<ofd:PageAnnot {space}><ofd:Annot ID="1" Creator="{SECRET}" LastModDate="2026-01-01"/>'
                "</ofd:PageAnnot>"
            ),
            "Doc_0/Signs/Signatures.xml": f"<ofd:Signatures {space}/>",
        },
    )
    cleaned = clean(data, Kind.OFD)
    parts = parts_of(cleaned.data)
    assert SECRET.encode() not in b"".join(parts.values())
    assert not [name for name in parts if "Attachs" in name]
    assert b"DocID" in parts["OFD.xml"]
    assert b"CreationDate" not in parts["OFD.xml"]
    assert words(cleaned) == {"INFO", "ATTACHED", "ANNOTATORS"}
    assert warned(cleaned) == {"ANNOTATIONS", "SIGNED"}


def test_the_copy_s_archive_names_no_time_and_no_system() -> None:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(clean(made.docx_file(), Kind.DOCX).data)) as archive:
        infos = archive.infolist()
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.create_system for info in infos} == {0}


def test_a_text_stays_as_it_is_and_nothing_is_claimed() -> None:
    assert clean(made.text(), Kind.TXT) == Cleaned(made.text(), [], [])


def test_each_sentence_is_said_once_and_only_known_ones() -> None:
    removed = removing.Removed()
    with pytest.raises(KeyError):
        removed.note("NOTHING")
    with pytest.raises(KeyError):
        removed.leave("NOTHING")
    removed.note("GPS")
    removed.note("GPS")
    assert removed.sentences == ["去掉了拍摄地点（GPS 坐标）。"]
