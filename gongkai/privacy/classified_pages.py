"""The tables of pages, their lines and what is written to them, by what their fields hold; see `classification`."""

from __future__ import annotations

from gongkai.privacy.classes import Class

_PAGE = (
    "id path depth numchild translation_key locale latest_revision live has_unpublished_changes first_published_at "
    "last_published_at live_revision go_live_at expire_at expired locked locked_at locked_by title draft_title slug "
    "content_type url_path owner seo_title show_in_menus search_description latest_revision_created_at alias_of "
    "page_ptr agency under attribute attribute_reason"
)
"""What every page of the editor has: public once it is released, until then for those who write and review it."""
_FILE = "id collection title file created_at uploaded_by_user file_size file_hash digest kind cleaned"

PAGES: dict[str, tuple[Class, str]] = {
    "disclosure.Article": (Class.INTERNAL, f"{_PAGE} body enclosures source"),
    "disclosure.HomePage": (Class.INTERNAL, _PAGE),
    "disclosure.Interpretation": (
        Class.INTERNAL,
        (
            f"{_PAGE} document form interpreter interpreter_post talk held_on held_at speakers body recordings "
            "enclosures"
        ),
    ),
    "disclosure.PublicTalk": (
        Class.INTERNAL,
        (
            f"{_PAGE} held_on begins ends number year place speaker speaker_post audience summary body recordings "
            "enclosures"
        ),
    ),
    "disclosure.Stocktaking": (
        Class.INTERNAL,
        "id agency title basis year_from year_until subject normative_only due_on opened_by opened_at result",
    ),
    "disclosure.StocktakingLine": (
        Class.INTERNAL,
        (
            "id stocktaking place document other other_normative agency conclusion until reason basis said_by said_at "
            "version"
        ),
    ),
    "disclosure.TalkDocument": (Class.INTERNAL, "id sort_order page document"),
    "disclosure.PlannedInterpretation": (Class.INTERNAL, "id sort_order page form on"),
    "disclosure.Paper": (Class.INTERNAL, _FILE),
    "disclosure.Picture": (
        Class.INTERNAL,
        f"{_FILE} description width height focal_point_x focal_point_y focal_point_width focal_point_height",
    ),
    "disclosure.PictureRendition": (Class.INTERNAL, "id filter_spec file width height focal_point_key image"),
    "disclosure.PolicyDocument": (
        Class.INTERNAL,
        (
            f"{_PAGE} index_number document_number issued_by dated_on effective_on valid_until genre subject summary "
            "normative registration_number drafted_by legality legality_by legality_on fairness decided_at decided_on "
            "body enclosures interpretation_need interpretation_reason"
        ),
    ),
    "dialogue.CitizenLetter": (
        Class.INTERNAL,
        (
            "id erased_at agency number kind may_publish received_at received_on due_on first_due_on stage department "
            "drafter approved_by answered_on case page score"
        ),
    ),
    # written by an officer for the public: what several said, without who said it
    "dialogue.OpinionGroup": (Class.INTERNAL, "id consultation gist verdict reason judged_by"),
    "dialogue.Opinion": (
        Class.INTERNAL,
        "id erased_at consultation number channel received_at received_on passage group recorded_by",
    ),
    # of the address somebody gave, the path of a page of this site alone is kept
    "dialogue.SiteError": (
        Class.INTERNAL,
        "id erased_at agency number kind place received_at received_on due_on result answered_on answered_by",
    ),
    "dialogue.LetterFile": (Class.INTERNAL, "id letter role file added_at added_by"),
    "dialogue.CitizenMessage": (
        Class.INTERNAL,
        "id letter error key means state not_before attempts problem made_at sent_at",
    ),
    "dialogue.DialogueAlarm": (Class.INTERNAL, "id letter error limit_on ahead made_at"),
    "dialogue.Ballot": (Class.INTERNAL, "id erased_at survey number received_on chosen"),
    "dialogue.SeatRequest": (
        Class.INTERNAL,
        "id erased_at call number received_at outcome place told_on",
    ),
    "dialogue.SeatChoice": (
        Class.INTERNAL,
        "id call seed pool_digest reason chosen_by chosen_at came",
    ),
    "disclosure.SeatCall": (
        Class.INTERNAL,
        f"{_PAGE} meets_on place about seats conditions opens_on closes_on way telephone",
    ),
    "dialogue.BallotMark": (Class.INTERNAL, "id survey day count"),
    "dialogue.DaySalt": (Class.INTERNAL, "id day"),
    "disclosure.Consultation": (
        Class.INTERNAL,
        (
            f"{_PAGE} matter opens_on closes_on short_because background online letters_to meeting telephone body "
            "enclosures"
        ),
    ),
    "disclosure.ConsultationResult": (
        Class.INTERNAL,
        f"{_PAGE} about by_web by_letter at_meeting adopted partly declined body enclosures",
    ),
    "disclosure.PublicAnswer": (
        Class.INTERNAL,
        f"{_PAGE} kind subject asked_on answered_on question body enclosures",
    ),
    "disclosure.ServiceGuide": (
        Class.INTERNAL,
        (f"{_PAGE} subject basis conditions materials steps time_limit fee counter telephone online_at enclosures"),
    ),
    "disclosure.Survey": (Class.INTERNAL, f"{_PAGE} opens_on closes_on introduction"),
    "disclosure.SurveyQuestion": (Class.INTERNAL, "id sort_order page words form choices required"),
    "disclosure.SurveyResult": (Class.INTERNAL, f"{_PAGE} about taken_part body"),
    "disclosure.DocumentEffect": (
        Class.INTERNAL,
        "id sort_order page kind target other other_normative on until note",
    ),
    "disclosure.AgendaItem": (Class.INTERNAL, "id sort_order meeting disclosed subject decided document reason"),
    "disclosure.AgencyProfile": (Class.INTERNAL, f"{_PAGE} in_charge in_charge_post body"),
    "disclosure.Catalogue": (Class.INTERNAL, f"{_PAGE} introduction"),
    "disclosure.CatalogueEntry": (
        Class.INTERNAL,
        (
            "id sort_order catalogue item field matter submatter elements basis time_limit refresh_days responsible "
            "carriers audience on_request level place"
        ),
    ),
    "disclosure.ExecutiveMeeting": (
        Class.INTERNAL,
        (
            f"{_PAGE} meeting_kind term year number held_on chair chair_post attending delegates delegates_invited "
            "sign_up explained_in"
        ),
    ),
    "disclosure.InspectionMatter": (Class.INTERNAL, "id sort_order inspection matter basis who share way"),
    "disclosure.InspectionResult": (Class.INTERNAL, "id sort_order inspection name on found page"),
    "disclosure.Leader": (Class.INTERNAL, f"{_PAGE} post duties place since telephone portrait"),
    "disclosure.OfficeUnit": (Class.INTERNAL, "id sort_order profile name duties telephone"),
    "disclosure.PointMonth": (
        Class.INTERNAL,
        "id agency point year month visits requests duty_days entered_by entered_at",
    ),
    "disclosure.Reprint": (Class.INTERNAL, f"{_PAGE} original revision digest source"),
    "disclosure.Offer": (
        Class.INTERNAL,
        (
            "id agency page title digest to section section_title words offered_by offered_at answer reason "
            "answered_by answered_at reprint"
        ),
    ),
    "disclosure.PointDay": (
        Class.INTERNAL,
        ("id agency point day on_duty visits reading searching copying advice requests entered_by entered_at"),
    ),
    "disclosure.QueryPoint": (
        Class.INTERNAL,
        "id sort_order register name kind address hours telephone services buses access coordinates",
    ),
    "disclosure.QueryPoints": (Class.INTERNAL, f"{_PAGE} introduction"),
    "disclosure.RandomInspection": (
        Class.INTERNAL,
        f"{_PAGE} plan_year partners pool wanted inspectors inspectors_drawn drawn_on seed pool_digest drawn",
    ),
    "disclosure.Topic": (Class.INTERNAL, f"{_PAGE} introduction approved_by approved_on closes_on picture"),
    "disclosure.TopicLink": (Class.INTERNAL, "id sort_order topic heading target"),
    "disclosure.Gazette": (Class.PUBLIC, "id agency name sponsor editor licence contact"),
    "disclosure.GazetteIssue": (
        Class.INTERNAL,
        "id gazette year number total dated_on paper pages imported print_run opened_by opened_at released_at",
    ),
    "disclosure.GazetteArticle": (
        Class.INTERNAL,
        "id issue place column page title document_number begins_on_page digest",
    ),
    "disclosure.GazettePoint": (Class.INTERNAL, "id gazette name place usual closed_on"),
    "disclosure.GazetteHandout": (
        Class.INTERNAL,
        "id issue point copies on signed_for why recorded_by recorded_at",
    ),
    "disclosure.IndexSeries": (Class.INTERNAL, "id agency year last"),
    "disclosure.LibraryEntry": (
        Class.PUBLIC,
        (
            "id page agency index_number document_number genre subject normative dated_on effective_on valid_until "
            "lapsed_on repealed_on amended_on"
        ),
    ),
    "disclosure.PublicPage": (Class.PUBLIC, "id page month release agency section kind title at"),
    "disclosure.Section": (Class.INTERNAL, f"{_PAGE} introduction column_type cycle keywords"),
    "disclosure.SiteReport": (Class.INTERNAL, f"{_PAGE} year"),
    "disclosure.SiteReportFigure": (Class.INTERNAL, "id page sort_order group label value unit by_hand"),
}
