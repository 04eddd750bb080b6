"""What known tools write, made up: short tables in the layout of their exports."""

from __future__ import annotations

QUALTRICS = """StartDate,EndDate,Status,ResponseId,RecordedDate,Q1,Q1_NPS_GROUP,Q2,Q3,Q4_TEXT
"Start Date","End Date","Response Type","Response ID","Recorded Date","How likely are you to recommend us
to a friend?","NPS group","How satisfied were you with the counter?","City","Why?"
"{""ImportId"":""a""}","{""ImportId"":""b""}","{""ImportId"":""c""}","{""ImportId"":""d""}","{""ImportId"":""e""}",\
"{""ImportId"":""QID1""}","{""ImportId"":""QID1_NPS_GROUP""}","{""ImportId"":""QID2""}","{""ImportId"":""QID3""}",\
"{""ImportId"":""QID4_TEXT""}"
2026-05-01 10:00:00,2026-05-01 10:05:00,IP Address,R_1,2026-05-01 10:05:01,9,Promoter,Very satisfied,Rome,"fast,
and, nice"
2026-05-01 10:00:00,2026-05-01 10:05:00,Survey Preview,R_2,2026-05-01 10:05:01,0,Detractor,Dissatisfied,Rome,test
2026-05-02 10:00:00,2026-05-02 10:05:00,IP Address,R_3,2026-05-02 10:05:01,6,Detractor,Dissatisfied,Bonn,
"""
SURVEYMONKEY = """Respondent ID,Collector ID,Start Date,End Date,How satisfied are you with:,,Recommend us? (0-10),Anything else?
,,,,Delivery,Support,Response,Open-Ended Response
1,9,05/01/2026 10:00,05/13/2026 10:00,Very satisfied,Satisfied,10,thanks
2,9,05/01/2026 10:00,05/13/2026 11:00,Dissatisfied,Neither satisfied nor dissatisfied,3,
"""  # noqa: E501
TYPEFORM = """#,On a scale of 1 to 5 how easy was it?,What went wrong?,Start Date (UTC),Submit Date (UTC),Network ID
odwdp4nzj1xg6m9l36,4,nothing,2024-10-05 02:39:31,2024-10-05 02:41:38,653e97acae
odwdp4nzj1xg6m9l37,2,all,2024-10-05 02:39:31,2024-10-06 02:41:38,653e97acaf
"""
GOOGLE_FORMS = """Timestamp,Email Address,How easy was it (1 = hard; 7 = easy)?,Comments
2026/05/01 10:00:00 AM GMT+2,a@example.org,7,ok
2026/05/01 11:00:00 AM GMT+2,b@example.org,2,slow
"""
ZENDESK = """Id,Requester,Requester id,Subject,Status,Created at,Satisfaction Score
1,Ann,77,Late parcel,Closed,2026-01-02 10:00,Good
2,Bob,78,Refund,Closed,2026-01-03 10:00,Offered
3,Ann,77,Broken,Closed,2026-01-04 10:00,Bad
"""
ZENDESK_JSON = """{"tickets": [
{"id": 1, "requester_id": 7, "subject": "Late", "description": "my parcel", "created_at": "2026-01-02T10:00:00Z",
 "satisfaction_rating": {"score": "good"}},
{"id": 2, "requester_id": 8, "subject": "Lost", "description": "again", "created_at": "2026-01-03T10:00:00Z",
 "satisfaction_rating": {"score": "unoffered"}}]}"""
INTERCOM = """{"conversations": [
{"id": "1", "created_at": 1767323045, "state": "closed",
 "conversation_rating": {"rating": 4, "remark": "good", "contact_id": "c1", "created_at": 1767323045}},
{"id": "2", "created_at": 1767323145, "state": "closed",
 "conversation_rating": {"rating": 2, "remark": "meh", "contact_id": "c2", "created_at": 1767323145}}]}"""
GOOGLE_PLAY = """Package Name,App Version Name,Reviewer Language,Device,Review Submit Date and Time,\
Review Submit Millis Since Epoch,Star Rating,Review Title,Review Text,Review Link
com.x,1.0,en,klte,2026-01-02T03:04:05Z,1767323045000,5,Nice,It works,
com.x,1.0,de,klte,2026-01-03T03:04:05Z,1767323045000,1,,,
"""
APP_STORE = """{"data": [
{"type": "customerReviews", "id": "1", "attributes": {"rating": 5, "title": "Great", "body": "I love it",
 "reviewerNickname": "abc", "createdDate": "2026-01-02T10:00:00-08:00", "territory": "USA"}},
{"type": "customerReviews", "id": "2", "attributes": {"rating": 1, "title": "Bad", "body": "Crash",
 "reviewerNickname": "abd", "createdDate": "2026-01-02T10:00:00-08:00", "territory": "DEU"}}]}"""
