"""Settings. Everything an operator may change is an environment variable beginning with GONGKAI_
(docs/operators/settings.md); nothing has to be set to try gongkai."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from gongkai.config.database import database
from gongkai.config.mail import mail
from gongkai.privacy import secrets_file

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(os.environ.get("GONGKAI_DATA", BASE_DIR / "var")).resolve()

DEBUG = os.environ.get("GONGKAI_DEBUG", "") == "1"
SECRET_KEY = os.environ.get("GONGKAI_SECRET_KEY") or secrets_file.text(DATA_DIR / "keys" / "session")
# Host names under which an agency has a front page of its own: host=code,host=code
GONGKAI_AGENCY_HOSTS = {
    host.strip().lower(): code.strip()
    for host, _, code in (pair.partition("=") for pair in os.environ.get("GONGKAI_AGENCY_HOSTS", "").split(","))
    if host.strip() and code.strip()
}
ALLOWED_HOSTS = [
    *os.environ.get("GONGKAI_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(","),
    *GONGKAI_AGENCY_HOSTS,
]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("GONGKAI_ORIGINS", "").split(",") if origin]

# Keys for personal data stay outside the database; without the folder the rows cannot be read.
GONGKAI_KEY_DIR = Path(os.environ.get("GONGKAI_KEYS", DATA_DIR / "keys"))
# Either aes for AES-256-GCM or sm4 for SM4-GCM (国密).
GONGKAI_CIPHER = os.environ.get("GONGKAI_CIPHER", "aes")

# Files that were taken in lie here, sealed; limits in MiB (1024 × 1024 bytes), read by files.limits.
GONGKAI_FILES = Path(os.environ.get("GONGKAI_FILES", DATA_DIR / "files"))
GONGKAI_FILE_MIB = os.environ.get("GONGKAI_FILE_MIB", "20")
GONGKAI_FILES_PER_UPLOAD = os.environ.get("GONGKAI_FILES_PER_UPLOAD", "10")
GONGKAI_UPLOAD_MIB = os.environ.get("GONGKAI_UPLOAD_MIB", "60")
GONGKAI_MEDIA_MIB = os.environ.get("GONGKAI_MEDIA_MIB", GONGKAI_UPLOAD_MIB)
# Private hosts that may receive web hooks: names, addresses or networks, separated by commas.
GONGKAI_HOOK_HOSTS = os.environ.get("GONGKAI_HOOK_HOSTS", "")
# Under this folder lie those that a file gateway carries to a superior's platform; without it hooks are addresses only.
GONGKAI_GATEWAY_DIR = os.environ.get("GONGKAI_GATEWAY_DIR", "")
# A virus scanner: clamd:/path, clamd:host:port or command:…; without one files are marked as not scanned.
GONGKAI_SCANNER = os.environ.get("GONGKAI_SCANNER", "")
# Pictures are read where the extra `ocr` is installed; `off` leaves them to people (docs/operators/reviewing.md).
GONGKAI_OCR = os.environ.get("GONGKAI_OCR", "auto")

# A folder with the faces that GB/T 9704 names (仿宋、小标宋、黑体、楷体、宋体); without it letters are set in the free
# faces that come with gongkai.
GONGKAI_FONT_DIR = os.environ.get("GONGKAI_FONT_DIR", "")

# How archive numbers are written (casework.archive_numbers): a pattern for all agencies, or one for some of them.
GONGKAI_ARCHIVE_NUMBER = os.environ.get("GONGKAI_ARCHIVE_NUMBER", "{code}-XXGK-{year}-{serial:04d}")
# Whether personal data whose time has come are destroyed without an officer's confirmation; off unless set to 1.
# Working days before the limit of the law that are proposed as a department's internal limit.
GONGKAI_INTERNAL_DAYS = max(0, int(os.environ.get("GONGKAI_INTERNAL_DAYS", "5")))
GONGKAI_RETENTION_AUTOMATIC = os.environ.get("GONGKAI_RETENTION_AUTOMATIC", "") == "1"

# 整改时限和更新周期 (no national number was found for the first two; docs/operators/oversight.md)
GONGKAI_RECTIFY_SEVERE_HOURS = max(1, int(os.environ.get("GONGKAI_RECTIFY_SEVERE_HOURS", "1")))
GONGKAI_RECTIFY_DAYS = max(1, int(os.environ.get("GONGKAI_RECTIFY_DAYS", "3")))
GONGKAI_MEDIA_UPDATE_DAYS = max(1, int(os.environ.get("GONGKAI_MEDIA_UPDATE_DAYS", "14")))
GONGKAI_OBJECTION_DAYS = max(1, int(os.environ.get("GONGKAI_OBJECTION_DAYS", "5")))
GONGKAI_INSPECTION_ITEMS = os.environ.get("GONGKAI_INSPECTION_ITEMS", "")
GONGKAI_PATROL_PAGES = max(1, int(os.environ.get("GONGKAI_PATROL_PAGES", "300")))
# Years for which a page that was read is kept when nobody had to mend it; one behind a rectification stays with it.
GONGKAI_SNAPSHOT_YEARS = max(1, int(os.environ.get("GONGKAI_SNAPSHOT_YEARS", "1")))

# 互动交流, in days that no text of the law was found for (docs/operators/dialogue.md): working days to answer a letter
# and a report of an error on the site; days in which the public is asked about other drafts than rules and major
# decisions, and within which a result follows; years for which letters and opinions are kept; ballots of one network
# address in one survey and day.
GONGKAI_LETTER_DAYS = max(1, int(os.environ.get("GONGKAI_LETTER_DAYS", "15")))
GONGKAI_CORRECTION_DAYS = max(1, int(os.environ.get("GONGKAI_CORRECTION_DAYS", "3")))
GONGKAI_CONSULTATION_DAYS = max(1, int(os.environ.get("GONGKAI_CONSULTATION_DAYS", "7")))
GONGKAI_RESULT_DAYS = max(1, int(os.environ.get("GONGKAI_RESULT_DAYS", "30")))
GONGKAI_DIALOGUE_YEARS = max(1, int(os.environ.get("GONGKAI_DIALOGUE_YEARS", "3")))
GONGKAI_SEAT_DAYS = max(1, int(os.environ.get("GONGKAI_SEAT_DAYS", "90")))
GONGKAI_BALLOTS_PER_ADDRESS = max(1, int(os.environ.get("GONGKAI_BALLOTS_PER_ADDRESS", "5")))

# Whose sign-in needs a one-time code beside the password: off, reviewers (who approve, keep the staff or let others see
# identities) or all. A site where nothing is set is in service, so reviewers is the default; the demo sets off.
GONGKAI_SECOND_FACTOR = os.environ.get("GONGKAI_SECOND_FACTOR", "reviewers")
# Minutes without a request after which an officer's session ends.
GONGKAI_IDLE_MINUTES = int(os.environ.get("GONGKAI_IDLE_MINUTES", "30"))
# Whether a second person must agree before an officer sees an applicant's full identity; off unless set to 1.
GONGKAI_IDENTITY_SECOND_PERSON = os.environ.get("GONGKAI_IDENTITY_SECOND_PERSON", "") == "1"
# From which number within an hour something is unusual and becomes a notice.
GONGKAI_ALERTS = {
    "sign-in": int(os.environ.get("GONGKAI_ALERT_SIGN_INS", "20")),
    "query-code": int(os.environ.get("GONGKAI_ALERT_QUERY_CODES", "40")),
    "identity": int(os.environ.get("GONGKAI_ALERT_IDENTITIES", "30")),
}

INSTALLED_APPS = [
    "gongkai.agencies",
    "gongkai.audit",
    "gongkai.jobs",
    "gongkai.editorial",
    "gongkai.disclosure",
    "gongkai.casework",
    "gongkai.dialogue",
    "gongkai.village",
    "gongkai.reporting",
    "gongkai.oversight",
    "gongkai.portal",
    "gongkai.portal.searching",
    "gongkai.portal.selfcheck",
    "gongkai.portal.subscribing",
    "gongkai.portal.visiting",
    "gongkai.demo",
    "gongkai.files",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_tasks",
    # the editor of the public site; people, their rights and what becomes public are ours (docs/decisions/0019)
    "wagtail.contrib.typed_table_block",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]
MIDDLEWARE = [
    # before whatever answers from memory, so that it counts too
    "gongkai.portal.visiting.recording.Recording",
    # before everything else: an answer that is kept and still right costs nothing more
    "gongkai.portal.caching.middleware.KeepAnswers",
    "django.middleware.security.SecurityMiddleware",
    "gongkai.portal.headers.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    # around the scripts: pinyin is that of the characters that are shown
    "gongkai.portal.reading.Reading",
    # before whatever looks at the path: /hant/guide/ is /guide/ to all that follows
    "gongkai.portal.speaking.Speaking",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gongkai.portal.refused.RefuseUnreadable",
    "gongkai.portal.refused.RecordRefused",
    "gongkai.agencies.guard.OfficeGuard",
    "gongkai.disclosure.entrance.Entrance",
    # under an agency's own host, lists begin with what is theirs
    "gongkai.portal.hosts.TheirsFirst",
]
ROOT_URLCONF = "gongkai.config.urls"
WSGI_APPLICATION = "gongkai.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database(os.environ.get("GONGKAI_DATABASE", ""), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "agencies.User"
# Django's permissions of groups and users grant nothing: who may do what follows from posts.
AUTHENTICATION_BACKENDS = ["gongkai.disclosure.posts.PostsBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "name", "email", "telephone")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "/office/sign-in/"
LOGIN_REDIRECT_URL = "/office/"
LOGOUT_REDIRECT_URL = "/"

# Work in the background: jobs in the same database, any queue. A worker that has not been heard of for as many
# seconds as the lease says is taken for dead, and its job is done by another.
TASKS = {"default": {"BACKEND": "gongkai.jobs.backend.DatabaseBackend", "QUEUES": []}}
GONGKAI_JOB_LEASE = max(1, int(os.environ.get("GONGKAI_JOB_LEASE", "60")))

# Messages to applicants and reminders to officers: gateways, the hours in which no text message goes out, and the
# address of the website that messages name (docs/operators/messages.md).
GONGKAI_OUTBOX = DATA_DIR / "outbox"
GONGKAI_SMS = os.environ.get("GONGKAI_SMS", "file")
GONGKAI_SMS_KEY = os.environ.get("GONGKAI_SMS_KEY", "")
GONGKAI_QUIET = os.environ.get("GONGKAI_QUIET", "21:00-08:00")
# The system that puts the electronic seal on letters: none, file:/folder or https://host/path, and the key shared with
# it (docs/operators/seal.md).
GONGKAI_SEAL = os.environ.get("GONGKAI_SEAL", "none")
GONGKAI_SEAL_KEY = os.environ.get("GONGKAI_SEAL_KEY", "")
# "confirm": an officer confirms that the applicant is told of a moved limit; "at_once": they are told without.
GONGKAI_MOVED_DATES = os.environ.get("GONGKAI_MOVED_DATES", "confirm")
GONGKAI_SITE_DOMAIN = os.environ.get("GONGKAI_SITE_DOMAIN", "www.minghu.example")
globals().update(mail(os.environ.get("GONGKAI_MAIL", "file"), GONGKAI_OUTBOX))
DEFAULT_FROM_EMAIL = os.environ.get("GONGKAI_MAIL_FROM", "gongkai@minghu.example")

# Published mailboxes that are read (docs/operators/mail-in.md): where, their passwords, and what stays there: messages
# above so many MiB (1024 × 1024 bytes), and more than so many of one sender a day.
GONGKAI_MAIL_IN = os.environ.get("GONGKAI_MAIL_IN", "")
GONGKAI_MAIL_IN_PASSWORD = os.environ.get("GONGKAI_MAIL_IN_PASSWORD", "")
GONGKAI_MAIL_IN_PASSWORDS = os.environ.get("GONGKAI_MAIL_IN_PASSWORDS", "")
GONGKAI_MAIL_IN_MIB = os.environ.get("GONGKAI_MAIL_IN_MIB", "40")
GONGKAI_MAIL_IN_PER_SENDER = os.environ.get("GONGKAI_MAIL_IN_PER_SENDER", "50")

# The portal's search: this machine's own copy of the index, made again from the database whenever it is lost; and
# whether the process that publishes brings it up to date in the same moment (otherwise the next search does).
GONGKAI_SEARCH_DIR = Path(os.environ.get("GONGKAI_SEARCH_DIR", DATA_DIR / "search"))
GONGKAI_SEARCH_AT_ONCE = os.environ.get("GONGKAI_SEARCH_AT_ONCE", "1") == "1"

# The self-check: the address that is opened every half hour as somebody outside would, how many pages the nightly walk
# opens, and whether it opens links that lead elsewhere (docs/officers/site.md).
GONGKAI_PROBE = os.environ.get("GONGKAI_PROBE", "")
GONGKAI_WALK_PAGES = max(1, int(os.environ.get("GONGKAI_WALK_PAGES", "3000")))
GONGKAI_OUTSIDE_LINKS = os.environ.get("GONGKAI_OUTSIDE_LINKS", "") == "1"

# The hour at which subscribers hear of what is new.
GONGKAI_DIGEST_HOUR = min(23, max(0, int(os.environ.get("GONGKAI_DIGEST_HOUR", "8"))))

# Who counts visits: app (a line in a file for each page), log (the web server's log is imported) or off.
GONGKAI_VISITS = os.environ.get("GONGKAI_VISITS", "app")
GONGKAI_VISITS_DIR = Path(os.environ.get("GONGKAI_VISITS_DIR", DATA_DIR / "visits"))
# Answers that are kept, in each process up to so many MiB, and the file by which the processes of this machine tell
# each other what has changed (docs/operators/nginx.md).
GONGKAI_PAGE_CACHE = os.environ.get("GONGKAI_PAGE_CACHE", "1") == "1"
GONGKAI_PAGE_CACHE_MIB = max(1, int(os.environ.get("GONGKAI_PAGE_CACHE_MIB", "64")))
GONGKAI_PAGE_CHANGES = Path(os.environ.get("GONGKAI_PAGE_CHANGES", DATA_DIR / "changes" / "journal"))

# The folder into which the public site is written as files every ten minutes; without it only by command.
GONGKAI_MIRROR_DIR = os.environ.get("GONGKAI_MIRROR_DIR", "")

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
# The words that Wagtail's own Chinese catalogues lack or have wrong.
LOCALE_PATHS = [BASE_DIR / "gongkai" / "disclosure" / "locale"]
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# WhiteNoise warns about a folder that is not there.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Without a collectstatic step the finders serve the files straight from the packages.
WHITENOISE_USE_FINDERS = True

# What editors upload lies in a folder that no address leads to; the portal's own views hand out what is public.
MEDIA_ROOT = DATA_DIR / "editor"
STORAGES = {
    "default": {"BACKEND": "gongkai.editorial.storage.Unserved"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Wagtail, the editor. Its own ways to publish are shut (gongkai.editorial), its search index is not kept.
WAGTAIL_SITE_NAME = "政府信息公开办公平台"
WAGTAILADMIN_BASE_URL = f"http://{GONGKAI_SITE_DOMAIN}"
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILIMAGES_IMAGE_MODEL = "disclosure.Picture"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png"]
WAGTAILDOCS_DOCUMENT_MODEL = "disclosure.Paper"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database.fallback", "AUTO_UPDATE": False}}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# A session ends twelve hours after signing in; agencies.sessions ends it earlier when nothing is done.
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "gongkai.portal.errors.forged"
# Behind TLS an operator sets GONGKAI_HTTPS=1; the demo on 127.0.0.1 has no certificate.
HTTPS = os.environ.get("GONGKAI_HTTPS", "") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    # A browser takes a name that begins like this only over TLS, for this host and for the whole of it.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-gongkai", "__Host-forms"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # For how many seconds browsers insist on TLS; a site that begins with TLS may begin with few.
    SECURE_HSTS_SECONDS = max(0, int(os.environ.get("GONGKAI_HSTS_SECONDS", "31536000")))
    SECURE_HSTS_INCLUDE_SUBDOMAINS = os.environ.get("GONGKAI_HSTS_SUBDOMAINS", "") == "1"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["gongkai.files.uploading.Bounded"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
