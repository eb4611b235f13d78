"""One mistake or more for each dataset, and each dataset as other systems write it."""

from tests.intake.corpus import said
from tests.intake.corpus.cases import loaded, refused

ATTENDANCE = "invited, registered, attended, declined, absent"
PRIORITIES = "low, normal, high, urgent"

MALFORMED = (
    refused(
        "a company without a name",
        "companies",
        "company_id,name\nC-1,Aoba\nC-2,\n",
        said.required(3, "name"),
    ),
    refused(
        "a company twice",
        "companies",
        "企業ID,企業名\nC-1,Aoba\nC-1,Kita\n",
        said.duplicate_key(3, "企業ID", "company_id", "C-1"),
    ),
    refused(
        "a contact of nobody",
        "contacts",
        "account_id,contact_id,name\nA-9,P-2,Ren\n",
        said.unknown_account(2, "account_id", "A-9"),
    ),
    refused(
        "a contact in no role",
        "contacts",
        "account_id,contact_id,name,role\nA-1,P-2,Ren,boss\n",
        said.not_a_choice(2, "role", "boss", "champion, sponsor, user"),
    ),
    refused(
        "a contact's address",
        "contacts",
        "account_id,contact_id,name,email\nA-1,P-2,Ren,ren at example\n",
        said.not_an_email(2, "email", "ren at example"),
    ),
    refused(
        "a contract without its first day",
        "contracts",
        "account_id,contract_id,starts_on,ends_on\nA-1,K-7,,2026-12-31\n",
        said.required(2, "starts_on"),
    ),
    refused(
        "an activity of no kind",
        "activities",
        "account_id,activity_id,happened_on,kind\nA-1,T-1,2026-11-01,\n",
        said.required(2, "kind"),
    ),
    refused(
        "an NPS of eleven",
        "nps",
        "account_id,response_id,invited_on,score\nA-1,N-1,2026-11-01,9\nA-1,N-2,2026-11-01,11\n",
        said.too_large(3, "score", "11", 10),
    ),
    refused(
        "an NPS below nought",
        "nps",
        "account_id,response_id,invited_on,score\nA-1,N-1,2026-11-01,-1\n",
        said.too_small(2, "score", "-1"),
    ),
    refused(
        "an NPS and a half",
        "nps",
        "account_id,response_id,invited_on,推奨度\nA-1,N-1,2026-11-01,7.5\n",
        said.not_an_integer(2, "推奨度", "7.5"),
    ),
    refused(
        "an attendance that is none",
        "events",
        "account_id,event_id,held_on,status\nA-1,E-1,2026-11-01,came\n",
        said.not_a_choice(2, "status", "came", ATTENDANCE),
    ),
    refused(
        "an account twice at an event",
        "events",
        "account_id,event_id,held_on,status\nA-1,E-1,2026-11-01,invited\nA-1,E-1,2026-11-01,attended\n",
        said.duplicate_key(3, "account_id", "event_id, account_id", "E-1, A-1"),
    ),
    refused(
        "fewer than nobody at an event",
        "events",
        "account_id,event_id,held_on,status,attendees\nA-1,E-1,2026-11-01,attended,-3\n",
        said.too_small(2, "attendees", "-3"),
    ),
    refused(
        "a ticket of no urgency",
        "tickets",
        "account_id,ticket_id,opened_on,priority\nA-1,S-1,2026-11-01,soon\n",
        said.not_a_choice(2, "priority", "soon", PRIORITIES),
    ),
    refused(
        "a ticket of no day",
        "tickets",
        "account_id,ticket_id,opened_on\nA-1,S-1,\n",
        said.required(2, "opened_on"),
    ),
    refused(
        "a view of nothing",
        "content_views",
        "account_id,view_id,viewed_on,content\nA-1,V-1,2026-11-01,\n",
        said.required(2, "content"),
    ),
    refused(
        "a milestone of nobody",
        "milestones",
        "account_id,milestone\n,live\n",
        said.required(2, "account_id"),
    ),
    refused(
        "a milestone twice",
        "milestones",
        "account_id,milestone,due_on\nA-1,live,2026-11-01\nA-1,live,2026-12-01\n",
        said.duplicate_key(3, "milestone", "account_id, milestone", "A-1, live"),
    ),
    refused(
        "an account of another product",
        "accounts",
        "account_id,name,product\nA-1,Aoba,hr\n",
        said.other_product(2, "product", "hr"),
    ),
)

AWKWARD = (
    loaded(
        "companies",
        "companies",
        "法人番号,社名\n0123,Aoba\n",
        "value company__name",
        ("0123", "Aoba"),
    ),
    loaded(
        "contacts",
        "contacts",
        "顧客コード,担当者ID,氏名,メール,役職\nA-1,P-2,森 花,HANA@Example.COM,部長\n",
        "external_id name email title",
        ("P-1", "Hana Mori", "", ""),
        ("P-2", "森 花", "hana@example.com", "部長"),
    ),
    loaded(
        "nps",
        "nps",
        "account_id,response_id,sent on,responded_on,score,comment\n"
        'A-1,N-1,2026-10-01,2026-09-01,０,"a,\nb"\nA-2,N-1,2026-10-01,,,\n',
        "account__name external_id responded_on score comment",
        ("Aoba Logistics", "N-1", "2026-09-01", "0", "a,\nb"),
        ("Kita Foods", "N-1", None, None, ""),
        found={("full_width", "score"): 1, ("responded_before_invited", "responded_on"): 1},
    ),
    loaded(
        "events",
        "events",
        "account_id,event_id,event_name,held_on,status,attendees\nA-1,E-1,ユーザー会,2026-11-01,参加,3\n"
        "A-2,E-1,ユーザー会,2026-11-01,No Show,\n",
        "event__external_id event__name account__name status attendees",
        ("E-1", "ユーザー会", "Aoba Logistics", "attended", "3"),
        ("E-1", "ユーザー会", "Kita Foods", "absent", None),
    ),
    loaded(
        "tickets",
        "tickets",
        "account_id,ticket number,opened,closed,severity\nA-1,S-1,2026-11-02,2026-11-01,CRITICAL\n",
        "external_id opened_on closed_on priority",
        ("S-1", "2026-11-02", "2026-11-01", "urgent"),
        found={("closed_before_opened", "closed"): 1},
    ),
    loaded(
        "content views",
        "content_views",
        "account_id,view_id,viewed_on,url\nA-1,V-1,2026-11-01,https://example.com/?a=1&b=2\n",
        "external_id content",
        ("V-1", "https://example.com/?a=1&b=2"),
    ),
    loaded(
        "milestones",
        "milestones",
        "account_id,milestone,reached_on,due_on\nA-1,live,2026-11-01,\nA-2,live,,2026-12-01\n",
        "account__name key reached_on due_on",
        ("Aoba Logistics", "live", "2026-11-01", None),
        ("Kita Foods", "live", None, "2026-12-01"),
    ),
    loaded(
        "accounts that bring members and a product",
        "accounts",
        "account_id,name,product,csm_email\nB-1,Aoba,hr,AKI@example.com\nB-2,Kita,hr,\n",
        "value account__product__key account__csm__email",
        ("A-1", "main", None),
        ("A-2", "main", None),
        ("B-1", "hr", "aki@example.com"),
        ("B-2", "hr", None),
        found={
            ("new_members", ""): 1,
            ("new_products", ""): 1,
            ("empty_expected", "csm_email"): 1,
        },
    ),
    loaded(
        "an activity with people who are not known",
        "activities",
        "account_id,activity_id,happened_on,kind,contact_id\nA-1,T-1,2026-11-01,call,P-1\n"
        "A-1,T-2,2026-11-01,call,P-9\n",
        "external_id contact__external_id",
        ("T-1", "P-1"),
        ("T-2", None),
        found={("unknown_contacts", ""): 1},
    ),
    loaded(
        "an event in two wordings",
        "events",
        "account_id,event_id,event_name,held_on,status\nA-1,E-1,Spring,2026-11-01,invited\n"
        "A-2,E-1,Spring meeting,2026-11-01,invited\n",
        "event__name account__name",
        ("Spring meeting", "Aoba Logistics"),
        ("Spring meeting", "Kita Foods"),
        found={("many_worded_events", ""): 1},
    ),
    loaded(
        "a contact who left before the role began",
        "contacts",
        "account_id,contact_id,name,role,role_from,left_on\n"
        "A-1,P-2,Ren,champion,2026-06-01,2026-05-01\n",
        "external_id name",
        ("P-1", "Hana Mori"),
        ("P-2", "Ren"),
        found={("left_before_role", "left_on"): 1},
    ),
)
