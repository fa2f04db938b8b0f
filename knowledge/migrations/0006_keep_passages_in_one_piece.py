from django.db import migrations

# What is larger is taken apart as before; two that are not share a page.
KEEP = "ALTER TABLE knowledge_passage SET (toast_tuple_target = 4080)"
AS_USUAL = "ALTER TABLE knowledge_passage RESET (toast_tuple_target)"


class Migration(migrations.Migration):
    """A passage is 3 kB, of which half is its vector. PostgreSQL lays aside a row's largest values
    from 2 kB on, so that search fetched the vector of each candidate from elsewhere.

    Nothing is rewritten, and nobody waits: rows that are there come together when their article is
    indexed next.
    """

    dependencies = [("knowledge", "0005_keep_versions_proposals_and_findings")]

    operations = [migrations.RunSQL(KEEP, AS_USUAL)]
