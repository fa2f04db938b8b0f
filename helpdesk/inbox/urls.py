"""Addresses below ``/inbox/``."""

from django.urls import path

from helpdesk.inbox.views import accounts, acting, filing, policies, queueing, reading, recovering

app_name = "inbox"

urlpatterns = [
    path("", reading.list_page, name="list"),
    path("login/", accounts.log_in, name="login"),
    path("logout/", accounts.log_out, name="logout"),
    path("password/", accounts.forgotten, name="forgotten"),
    path("password/<str:token>/", accounts.reset_password, name="reset_password"),
    path("invitation/<str:token>/", accounts.accept_invitation, name="accept_invitation"),
    path("profile/", accounts.profile, name="profile"),
    path("policy/", policies.policy, name="policy"),
    path("queue/", queueing.queue_page, name="queue"),
    path("availability/", queueing.availability, name="availability"),
    path("availability/be/", queueing.be, name="be"),
    path("ticket/", accounts.ticket, name="ticket"),
    path("c/<slug:public_id>/", reading.thread_page, name="thread"),
    path("c/<slug:public_id>/news/", reading.news, name="news"),
    path("c/<slug:public_id>/reply/", acting.reply, name="reply"),
    path("c/<slug:public_id>/note/", acting.note, name="note"),
    path("c/<slug:public_id>/files/", filing.upload, name="upload"),
    path("c/<slug:public_id>/files/<slug:file>/", filing.fetch, name="file"),
    path("c/<slug:public_id>/claim/", acting.claim, name="claim"),
    path("c/<slug:public_id>/assign/", acting.assign, name="assign"),
    path("c/<slug:public_id>/release/", acting.release, name="release"),
    path("c/<slug:public_id>/snooze/", acting.snooze, name="snooze"),
    path("c/<slug:public_id>/resolve/", acting.resolve, name="resolve"),
    path("c/<slug:public_id>/reopen/", acting.reopen, name="reopen"),
    path("c/<slug:public_id>/give-back/", acting.give_back, name="give_back"),
    path("c/<slug:public_id>/assistant/", acting.switch_assistant, name="switch_assistant"),
    path("c/<slug:public_id>/priority/", acting.prioritise, name="prioritise"),
    path("c/<slug:public_id>/judge/", acting.judge, name="judge"),
    path("c/<slug:public_id>/block/", acting.block, name="block"),
    path("c/<slug:public_id>/redact/<int:seq>/", acting.redact, name="redact"),
    path("c/<slug:public_id>/recovery/", recovering.panel, name="recovery"),
    path("c/<slug:public_id>/heard/", recovering.heard, name="heard"),
    path("c/<slug:public_id>/look/", recovering.look, name="look"),
    path("c/<slug:public_id>/outcome/", recovering.outcome, name="outcome"),
    path("c/<slug:public_id>/loop/", recovering.close_loop, name="close_loop"),
    path("c/<slug:public_id>/approval/", recovering.ask_approval, name="ask_approval"),
    path("c/<slug:public_id>/approve/", recovering.approve, name="approve"),
    path("c/<slug:public_id>/promise/", recovering.promise, name="promise"),
    path("c/<slug:public_id>/promise/<slug:promise>/keep/", recovering.keep, name="keep"),
    path("c/<slug:public_id>/promise/<slug:promise>/cancel/", recovering.cancel, name="cancel"),
    path("c/<slug:public_id>/promise/<slug:promise>/pass-on/", recovering.pass_on, name="pass_on"),
]
