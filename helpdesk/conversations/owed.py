"""What a contact's message owes, as the part of its one statement that writes the job.

An answer of the assistant's; while they wait for a person, that the prepared case is kept up with
what they say; nothing once a person has the conversation.
"""

from typing import LiteralString

JOB: LiteralString = """
    INSERT INTO public.work_job (tenant, topic, dedupe_key, payload, patient, available_at)
    SELECT %(tenant)s,
           CASE status WHEN 'waiting' THEN 'waiting.heard' ELSE 'assistant.turn' END,
           id || ':' || head, jsonb_build_object('conversation', id, 'seq', head),
           status = 'waiting', now() + %(pause)s
    FROM head WHERE status <> 'open'
"""
