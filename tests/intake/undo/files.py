"""Two files of every dataset, the second changing, repeating and adding to what the first says."""

# Dataset -> a first file, and a second that makes, changes and repeats rows and all that hangs on them.
FILES = {
    "companies": (
        "company_id,name\nC-1,Aoba\nC-2,Kita\n",
        "company_id,name\nC-1,Aoba Holdings\nC-2,Kita\nC-3,Minato\n",
    ),
    "accounts": (
        "account_id,name,csm_email,seats,rank,plan,industry,size\n"
        "A-1,Aoba,aki@example.com,10,A,pro,steel,5\nA-2,Kita,,,,,,\nA-3,Same,,,,,,\n",
        "account_id,name,company_name,csm_email,seats,rank,plan,segment,product,industry,size,born\n"
        "A-1,Aoba Logistics,Aoba KK,ren@example.com,20,B,,graduate_season,,,big,2020-01-01\n"
        "A-2,Kita,,aki@example.com,,,,side_duty,,wood,,\n"
        "A-3,Same,,,,,,,,,,\n"
        "A-4,Minato,,ren@example.com,5,S,pro,side_duty,,,,2021-01-01\n",
    ),
    "contacts": (
        "account_id,contact_id,name,role,role_from\nA-1,P-1,Hana,champion,2026-01-01\nA-2,P-2,Ren,,\n",
        "account_id,contact_id,name,role,role_from,left_on\nA-1,P-1,Hana,sponsor,2026-06-01,\n"
        "A-2,P-2,Ren,,,\nA-2,P-3,Mei,user,2026-02-01,2026-03-01\n",
    ),
    "contracts": (
        "account_id,contract_id,starts_on,ends_on,annual_amount,is_free\n"
        "A-1,K-1,2026-01-01,2026-12-31,480000.50,no\nA-2,K-2,2026-01-01,2026-12-31,1,no\n",
        "account_id,contract_id,starts_on,ends_on,annual_amount,outcome,is_free\n"
        "A-2,K-1,2026-02-01,2026-12-31,0.125,churned,yes\nA-2,K-2,2026-01-01,2026-12-31,1,,no\n"
        "A-1,K-3,2026-01-01,2027-12-31,,,\n",
    ),
    "activities": (
        "account_id,activity_id,happened_on,kind,subject,score,csm_email\n"
        "A-1,T-1,2026-11-01,call,Hello,1.2345,aki@example.com\nA-2,T-2,2026-11-01,call,,,\n",
        "account_id,activity_id,happened_on,kind,subject,score,csm_email\n"
        "A-1,T-1,2026-10-01,visit,,,mei@example.com\nA-2,T-2,2026-11-01,call,,,\n"
        "A-2,T-1,2026-11-02,call,こんにちは,5,mei@example.com\n",
    ),
    "nps": (
        "account_id,response_id,invited_on,responded_on,score,comment\n"
        "A-1,N-1,2026-11-01,,,\nA-2,N-2,2026-11-01,2026-11-03,9,Fine\n",
        "account_id,response_id,invited_on,responded_on,score,comment\n"
        "A-1,N-1,2026-11-01,2026-11-02,3,Bad\nA-2,N-2,2026-11-01,2026-11-03,9,Fine\n"
        "A-2,N-3,2026-11-05,,,\n",
    ),
    "events": (
        "account_id,event_id,event_name,held_on,status\n"
        "A-1,E-1,Meeting,2026-11-01,invited\nA-2,E-1,Meeting,2026-11-01,attended\n",
        "account_id,event_id,event_name,held_on,status,attendees\n"
        "A-1,E-1,User meeting,2026-10-01,attended,3\nA-2,E-1,User meeting,2026-10-01,attended,\n"
        "A-2,E-2,Seminar,2026-11-05,declined,\n",
    ),
    "tickets": (
        "account_id,ticket_id,opened_on,closed_on,priority,subject\n"
        "A-1,S-1,2026-11-01,2026-11-02,urgent,Down\nA-2,S-2,2026-11-01,,low,\n",
        "account_id,ticket_id,opened_on,closed_on,priority,subject\n"
        "A-1,S-1,2026-11-01,,,Up\nA-2,S-2,2026-11-01,,low,\nA-2,S-3,2026-11-02,,,\n",
    ),
    "content_views": (
        "account_id,view_id,viewed_on,content\nA-1,V-1,2026-11-01,Guide\nA-2,V-2,2026-11-01,Guide\n",
        "account_id,view_id,viewed_on,content\nA-1,V-1,2026-11-02,Tour\nA-2,V-2,2026-11-01,Guide\n"
        "A-1,V-3,2026-11-02,Tour\n",
    ),
    "milestones": (
        "account_id,milestone,due_on,reached_on\nA-1,live,2026-11-01,\nA-2,live,2026-11-01,\n",
        "account_id,milestone,due_on,reached_on\nA-1,live,2026-11-01,2026-10-30\n"
        "A-2,live,2026-11-01,\nA-2,grown,2026-10-01,\n",
    ),
    "history_scores": (
        "account_id,tool,date,score,band\nA-1,Gainsight,2025-11-01,80,Green\nA-2,Gainsight,2025-11-01,5,\n",
        "account_id,tool,date,score,band\nA-1,Gainsight,2025-11-01,81.5,\nA-2,Gainsight,2025-11-01,5,\n"
        "A-2,Gainsight,2025-12-01,6,Red\n",
    ),
    "history_stages": (
        "account_id,tool,date,stage\nA-1,Gainsight,2025-11-01,New\nA-2,Gainsight,2025-11-01,New\n",
        "account_id,tool,date,stage\nA-1,Gainsight,2025-11-01,Old\nA-2,Gainsight,2025-11-01,New\n"
        "A-2,Gainsight,2025-12-01,Old\n",
    ),
    "history_timeline": (
        "account_id,tool,id,date,type\nA-1,Gainsight,1,2025-11-01,Call\nA-2,Gainsight,2,2025-11-01,Call\n",
        "account_id,tool,id,date,type\nA-1,Gainsight,1,2025-11-02,Call\nA-2,Gainsight,2,2025-11-01,Call\n"
        "A-2,Gainsight,3,2025-12-01,EBR\n",
    ),
    "history_tasks": (
        "account_id,tool,id,name,closed\nA-1,Gainsight,1,Meet,\nA-2,Gainsight,2,Meet,\n",
        "account_id,tool,id,name,closed\nA-1,Gainsight,1,Meet,2026-01-05\nA-2,Gainsight,2,Meet,\n"
        "A-2,Gainsight,3,Write,\n",
    ),
    "usage": (
        "account_id,date,metric,value\nA-1,2026-10-31,logins,3\nA-1,2026-11-01,logins,1.5\n"
        "A-2,2026-11-01,logins,7\n",
        "account_id,date,metric,value\nA-1,2026-11-01,logins,2\nA-1,2026-11-02,posts,4\n"
        "A-2,2026-11-01,logins,7\nA-2,2026-10-01,posts,1\n",
    ),
}
