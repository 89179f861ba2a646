"""Every field of every table, by what it holds: public, internal or personal.

A field that is not here fails a test, so nobody adds a column without saying what it holds. Personal
fields are sealed with the subject's key, or are keyed hashes that say nothing without the key.
"""

from __future__ import annotations

from gongkai.privacy.classes import Class
from gongkai.privacy.classified_pages import PAGES

_PLAIN: dict[str, tuple[Class, str]] = {
    "agencies.Agency": (
        Class.PUBLIC,
        (
            "id parent path kind name short_name code number_prefix may_make_rules disclosure_office address postcode "
            "office_hours telephone fax email reconsideration_body reconsideration_website court takes_requests "
            "established_on abolished_on succeeds"
        ),
    ),
    "agencies.User": (
        Class.OFFICER,
        (
            "id password last_login is_superuser username first_name last_name email is_staff is_active date_joined "
            "name telephone must_change_password"
        ),
    ),
    "agencies.Post": (Class.OFFICER, "id user agency role title held_from held_until"),
    "agencies.Absence": (Class.OFFICER, "id user substitute away_from away_until recorded_by cancelled_at"),
    "agencies.SecondFactor": (Class.OFFICER, "id user confirmed_at last_step"),
    "agencies.RecoveryCode": (Class.OFFICER, "id user used_at"),
    # a session's key opens it; Django keeps the same key in its own table, so this one adds no way in
    "agencies.OpenSession": (Class.OFFICER, "id user session_key browser began_at"),
    "agencies.SecurityNotice": (Class.OFFICER, "id key kind agency person count made_at seen_at seen_by"),
    "agencies.HolidayNotice": (Class.PUBLIC, "id year off work source imported_at imported_by"),
    "audit.Entry": (
        Class.INTERNAL,
        "id stream position recorded_at actor action subject digest detail previous hash",
    ),
    "audit.Head": (Class.INTERNAL, "stream position hash"),
    "casework.Case": (
        Class.INTERNAL,
        (
            "id agency numbered_by subject year serial number channel applicant_kind request_digest seq stage "
            "received_on clock_started_on due_on provisional next_on decided_on outcome served_on on_time closed_on "
            "assigned_agency handler internal_on faults split_from"
        ),
    ),
    "casework.WordSketch": (Class.INTERNAL, "id case agency seq"),
    "casework.Likeness": (Class.INTERNAL, "id case agency"),
    "casework.CaseEvent": (Class.INTERNAL, "id case seq kind version occurred_on recorded_at actor data digest"),
    "casework.EventText": (Class.INTERNAL, "id case seq"),
    "casework.Letter": (Class.INTERNAL, "id case kind title number to key issued_on digest pdf"),
    "casework.LetterSeal": (
        Class.INTERNAL,
        "id letter state box original asked_at not_before attempts problem settled_at reminded_on",
    ),
    "casework.Attachment": (Class.INTERNAL, "id case seq role file made_from added_at added_by"),
    "casework.RedactionDraft": (Class.INTERNAL, "id attachment count version state problem saved_by saved_at"),
    # the form asks to name nobody in the reason, and the ledger keeps the same words
    "casework.IdentityAsking": (
        Class.INTERNAL,
        "id case asked_by asked_at why answered_by answered_at agreed words",
    ),
    "casework.PersonCorrection": (Class.INTERNAL, "id case asked_by asked_at answered_by answered_at agreed words"),
    # why an agency ended is a paper of the government; why that was taken back is written for officers
    "casework.Succession": (
        Class.INTERNAL,
        "id agency successor day basis moved made_by made_at undone_why undone_by undone_at",
    ),
    "casework.CaseMove": (Class.INTERNAL, "id succession case from_agency to_agency day seq"),
    "casework.Party": (Class.INTERNAL, "id letter answered_at"),
    "casework.Rating": (Class.INTERNAL, "id case score made_at"),
    "casework.Message": (
        Class.INTERNAL,
        "id case seq key means state not_before attempts problem made_at sent_at",
    ),
    "casework.IncomingMail": (
        Class.INTERNAL,
        (
            "id agency mailbox sort state arrived_at taken_at key digest size case reason decided_by decided_at "
            "answer_due answered_at answer_problem erased_at"
        ),
    ),
    "casework.MailOriginal": (Class.INTERNAL, "id mail"),
    "casework.MailFile": (Class.INTERNAL, "id mail file"),
    "casework.MailboxReading": (
        Class.INTERNAL,
        "id agency mailbox read_at read_well_at problem too_large throttled oldest_left",
    ),
    "casework.Alarm": (Class.INTERNAL, "id case joint limit_on ahead made_at"),
    "casework.JointRequest": (
        Class.INTERNAL,
        (
            "id case agency internal_on state handler disclosure asked_seq asked_by asked_at signed_at settled_seq "
            "settled_at"
        ),
    ),
    "casework.Turn": (Class.INTERNAL, "id case letter stage drafter since"),
    "casework.CalendarFeed": (Class.OFFICER, "id user made_at revoked_at window_from fetches"),
    "casework.MovedDate": (Class.INTERNAL, "id case old new cause found_at told_at told_seq"),
    "casework.LetterTemplate": (Class.INTERNAL, "id agency kind content digest uploaded_by uploaded_at retired_at"),
    "casework.OfficeClosure": (
        Class.INTERNAL,
        "id agency first_on last_on why recorded_by recorded_at cancelled_at",
    ),
    "casework.Disclosed": (
        Class.PUBLIC,
        ("id case agency index_number title summary made_on published_on published_by withdrawn_on withdrawn_because"),
    ),
    "village.Village": (Class.PUBLIC, "id agency busy_finance counted_from"),
    "village.Posting": (
        Class.PUBLIC,
        (
            "id village board duty also period_start period_end happened_on title text opening_fen closing_fen days "
            "corrects correction_reason published_at posted_from posted_until withdrawn_on withdrawn_because"
        ),
    ),
    "village.FinanceRow": (Class.PUBLIC, "id posting place finance_class item on amount_fen note"),
    "village.PostingFile": (Class.PUBLIC, "id posting stored place"),
    "village.BoardPhoto": (Class.INTERNAL, "id posting stored taken_on place by at accepted judged_by judged_at why"),
    "village.DutyReminder": (Class.INTERNAL, "id user village duty day posting made_at taken_at"),
    "village.Objection": (
        Class.INTERNAL,
        "id posting number sort received_at due_on answered_on answered_by erased_at",
    ),
    "editorial.ProcedureRule": (Class.INTERNAL, "id kind agency stages at_once version"),
    "editorial.Round": (
        Class.INTERNAL,
        (
            "id kind key agency title digest parts procedure group submitted_by submitted_at words urgent release_at "
            "state seq stage since due_on ended_at"
        ),
    ),
    "editorial.Signature": (
        Class.INTERNAL,
        "id round stage part digest decision by on_behalf why words places checked at since",
    ),
    # Quotes of what was found in texts that are to be public; personal data among them are masked.
    "editorial.Scan": (Class.INTERNAL, "id digest rules unreadable findings at"),
    "editorial.Lettering": (Class.INTERNAL, "id digest reader trouble at"),
    "editorial.Ruling": (Class.INTERNAL, "id key part finding code reason by at"),
    "editorial.Release": (
        Class.INTERNAL,
        (
            "id key kind agency title digest parts round at by emergency review_by withdrawn_at withdrawn_by "
            "withdrawn_because everywhere"
        ),
    ),
    "editorial.AttributeDecision": (
        Class.INTERNAL,
        "id key agency title attribute reason proposed_by proposed_at state words decided_by decided_at",
    ),
    "casework.Series": (Class.INTERNAL, "id agency name year last"),
    "casework.Dispute": (Class.INTERNAL, "id case agency key kind filed_on decided_on result"),
    "casework.Subject": (Class.INTERNAL, "id key erased_at"),
    "editorial.ReleasedPart": (Class.PUBLIC, "id release key name digest"),
    "files.KeptUpload": (Class.INTERNAL, "id field file kept_at"),
    "editorial.Snapshot": (Class.INTERNAL, "id round title attribute attribute_reason texts facts parts"),
    "editorial.Nudge": (Class.INTERNAL, "id round stage kind made_at"),
    "editorial.EmergencyNotice": (Class.INTERNAL, "id release kind made_at"),
    "files.StoredFile": (Class.INTERNAL, "id digest size kind verdict stored_at erased_at"),
    "selfcheck.SiteFigure": (Class.INTERNAL, "id agency year key value source entered_by entered_at"),
    "portal.ApiKey": (Class.INTERNAL, "id agency name prefix may_file may_follow made_by made_at revoked_at"),
    "portal.Draft": (Class.INTERNAL, "id agency saved_at"),
    "portal.DraftFile": (Class.INTERNAL, "id draft role file"),
    "portal.Hook": (Class.INTERNAL, "id agency address content mapping made_by made_at revoked_at"),
    "portal.HookCall": (
        Class.INTERNAL,
        (
            "id hook case_number seq kind made_at attempts not_before done_at given_up_at problem answer answer_reason "
            "answered_at"
        ),
    ),
    "jobs.Job": (
        Class.INTERNAL,
        (
            "id task arguments key queue priority run_after state attempts max_attempts worker lease_until "
            "heartbeat_at enqueued_at started_at finished_at error_code error_text result"
        ),
    ),
    "jobs.Schedule": (Class.INTERNAL, "id name task every_seconds daily_at next_run last_run last_job"),
    "jobs.Worker": (Class.INTERNAL, "name queues started_at seen_at"),
    "portal.KeptName": (Class.INTERNAL, "id name form set_by set_at"),
    "editorial.Ending": (
        Class.INTERNAL,
        "id key agency title due_at why set_by set_at cancelled_at done_at result",
    ),
    "editorial.TimedRun": (Class.INTERNAL, "id round planned_at at done words"),
    "portal.OldAddress": (Class.PUBLIC, "id address target added_at"),
    "portal.SiteChange": (Class.PUBLIC, "id topics at"),
    "portal.Submission": (Class.INTERNAL, "id number made_at"),
    "portal.Visits": (Class.INTERNAL, "id deed hour count"),
    "oversight.Medium": (
        Class.INTERNAL,
        (
            "id office agency kind name address keeper telephone cycle_days updated_on by_machine read_at "
            "registered_on retired_on"
        ),
    ),
    "oversight.Shift": (Class.OFFICER, "id office reader begins_at ends_at signed_in_at handed_over_at"),
    "oversight.LogEntry": (Class.INTERNAL, "id shift place kind at by medium words corrects digest"),
    "oversight.Proof": (Class.INTERNAL, "id office agency file kept_at kept_by"),
    # the address and the digest of what everybody could read on a site; the source is sealed
    "oversight.Snapshot": (Class.INTERNAL, "id medium address taken_at digest size erased_at"),
    "oversight.Observation": (
        Class.INTERNAL,
        (
            "id office agency medium entry key code weight what quote address found_at found_by snapshot picture "
            "seen_at state reason judged_by judged_at"
        ),
    ),
    "oversight.Rectification": (
        Class.INTERNAL,
        (
            "id observation office agency number sent_at due_at state answered_at answered_by confirmed_at "
            "confirmed_by returns told_late_at"
        ),
    ),
    "oversight.RectificationStep": (Class.INTERNAL, "id rectification place kind at by words picture digest"),
    "oversight.Inspection": (
        Class.INTERNAL,
        "id office month state scheme opened_by opened_at told_at object_until fixed_by fixed_at",
    ),
    "oversight.InspectionLine": (
        Class.INTERNAL,
        (
            "id inspection agency item label count points reason judged_by objection objected_by objected_at ruling "
            "ruled_by points_before"
        ),
    ),
    "oversight.Bulletin": (Class.INTERNAL, "id office year quarter internal page drafted_by drafted_at"),
    "selfcheck.Probe": (Class.INTERNAL, "id at address opened seconds problem"),
    "selfcheck.Walk": (Class.INTERNAL, "id begun_at ended_at pages links cut_off facts"),
    "selfcheck.Fault": (Class.INTERNAL, "id walk kind page target what"),
    "selfcheck.ColumnNotice": (Class.INTERNAL, "id section due_on kind made_at"),
    "subscribing.Subscription": (
        Class.INTERNAL,
        "id topic section rhythm made_at confirmed_at told_until",
    ),
    "subscribing.Letter": (
        Class.INTERNAL,
        "id subscription kind rhythm since until state attempts sending not_before problem",
    ),
    "visiting.PageViews": (Class.INTERNAL, "id day path views"),
    "visiting.DayVisits": (Class.INTERNAL, "id day views visitors"),
    "visiting.Visitor": (Class.INTERNAL, "id day"),
    "visiting.Folded": (Class.INTERNAL, "id name at lines"),
    "searching.Entry": (Class.PUBLIC, "id key seq release address fields"),
    "searching.Head": (Class.INTERNAL, "id epoch seq"),
    "searching.OtherNames": (Class.INTERNAL, "id names set_by set_at"),
    "searching.PartText": (Class.PUBLIC, "id digest words read_at"),
    "searching.Recommended": (Class.INTERNAL, "id words entry since until set_by set_at"),
    "searching.Searched": (Class.INTERNAL, "id day words count"),
    "searching.Stopped": (Class.INTERNAL, "id words set_by set_at"),
    # what was typed without a result, as words and days; nobody's address, and nothing that looks personal
    "searching.Unfound": (Class.INTERNAL, "id day words count"),
    "reporting.Figure": (Class.INTERNAL, "id agency year key value source entered_by entered_at"),
    "reporting.AnnualReport": (
        Class.INTERNAL,
        (
            "id agency year stage opening overview problems other_matters drafted_by approved_by approved_digest "
            "saved_at version document provenance digest law_version calendar_version published_on withdrawn_on "
            "withdrawn_because"
        ),
    ),
}
_PERSONAL: dict[str, Class] = {
    # what is not public yet of an entry that is: written for the public, so it names no applicant
    "casework.Disclosed.draft": Class.INTERNAL,
    "casework.Disclosed.drafted_by": Class.OFFICER,
    "village.Posting.drafted_by": Class.OFFICER,
    "village.Posting.drafted_at": Class.INTERNAL,
    "village.Posting.archive_number": Class.INTERNAL,
    "village.Posting.archived_on": Class.INTERNAL,
    "village.PostingFile.key": Class.SEALED,
    "village.BoardPhoto.key": Class.SEALED,
    "village.BoardPhoto.shown_from": Class.PUBLIC,
    "village.Objection.key": Class.SEALED,
    "village.Objection.sealed": Class.SEALED,
    "village.Objection.sealed_answer": Class.SEALED,
    "village.Objection.code_hash": Class.KEYED,
    "casework.Subject.sealed": Class.SEALED,
    "casework.Subject.identity_index": Class.KEYED,
    "casework.Subject.telephone_index": Class.KEYED,
    "casework.Case.sealed_request": Class.SEALED,
    "casework.Case.sealed_part": Class.SEALED,
    "casework.Case.code_hash": Class.KEYED,
    "casework.Likeness.band": Class.KEYED,
    # sealed with a key of the agency, made from the key of the indexes
    "casework.WordSketch.sealed": Class.SEALED,
    "casework.EventText.sealed": Class.SEALED,
    # sealed with the key of the message
    "casework.IncomingMail.sealed": Class.SEALED,
    "casework.IncomingMail.sealed_answer": Class.SEALED,
    "casework.IncomingMail.sender_index": Class.KEYED,
    "casework.IncomingMail.mark": Class.KEYED,
    "casework.MailOriginal.sealed": Class.SEALED,
    "casework.Letter.sealed": Class.SEALED,
    # each row with a key of its own, which is sealed with the master key
    **{
        f"dialogue.{name}.{field}": Class.SEALED
        for name in ("CitizenLetter", "Opinion", "SiteError", "Ballot", "SeatRequest")
        for field in ("key", "sealed")
    },
    "dialogue.CitizenLetter.sealed_answer": Class.SEALED,
    "dialogue.CitizenLetter.sealed_rating": Class.SEALED,
    "dialogue.CitizenLetter.sealed_delay": Class.SEALED,
    # with the key of the letter or the report that it is about
    "dialogue.CitizenMessage.sealed": Class.SEALED,
    "dialogue.CitizenLetter.code_hash": Class.KEYED,
    "dialogue.SiteError.sealed_answer": Class.SEALED,
    "dialogue.SiteError.code_hash": Class.KEYED,
    "dialogue.SeatRequest.code_hash": Class.KEYED,
    "dialogue.SeatRequest.telephone_index": Class.KEYED,
    # with a salt that goes with the day
    "dialogue.BallotMark.mark": Class.KEYED,
    "dialogue.DaySalt.sealed": Class.SEALED,
    "oversight.Proof.key": Class.SEALED,
    "oversight.Snapshot.key": Class.SEALED,
    "oversight.Snapshot.packed": Class.SEALED,
    "casework.PersonCorrection.sealed": Class.SEALED,
    "files.StoredFile.sealed_name": Class.SEALED,
    "files.KeptUpload.token_hash": Class.KEYED,
    "casework.RedactionDraft.sealed": Class.SEALED,
    "casework.Party.code_hash": Class.KEYED,
    "casework.Rating.sealed": Class.SEALED,
    "casework.Message.sealed": Class.SEALED,
    "portal.ApiKey.key_hash": Class.KEYED,
    "subscribing.Subscription.address_index": Class.KEYED,
    # of one day, deleted with it
    "visiting.Visitor.mark": Class.KEYED,
    "subscribing.Subscription.sealed": Class.SEALED,
    # the key of one subscription, wrapped with the master key and deleted with it
    "subscribing.Subscription.wrapped_key": Class.SEALED,
    "casework.CalendarFeed.token_hash": Class.KEYED,
    # secrets of officers' telephones, sealed with the master key
    "agencies.SecondFactor.sealed_secret": Class.SEALED,
    "agencies.SecondFactor.sealed_pending": Class.SEALED,
    "agencies.RecoveryCode.code_hash": Class.KEYED,
    # sealed with a key made from the picture, which is stored nowhere
    "editorial.Lettering.sealed": Class.SEALED,
    # no person's, but a secret: sealed with the master key
    "portal.Hook.sealed_secret": Class.SEALED,
    "portal.Draft.sealed": Class.SEALED,
    "portal.Draft.token_hash": Class.KEYED,
    # sealed with a key made from the browser's own token, which is stored nowhere
    "portal.Submission.sealed_code": Class.SEALED,
    "portal.Submission.token_hash": Class.KEYED,
    "portal.Visits.address_index": Class.KEYED,
}
_UNLIKE_THEIR_TABLE: dict[str, Class] = {
    # written for the public, and not public before its reviews
    "casework.Disclosed.draft": Class.INTERNAL,
    "casework.Disclosed.drafted_by": Class.OFFICER,
}
CLASSIFICATION: dict[str, Class] = (
    {f"{model}.{field}": kind for model, (kind, fields) in (_PLAIN | PAGES).items() for field in fields.split()}
    | _PERSONAL
    | _UNLIKE_THEIR_TABLE
)
"""``app.Model.field`` to what it holds."""
