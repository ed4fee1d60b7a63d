"""Fills an archive with the measurements of a thousand people, or of so many, one a day from 2000 on, each with a weight and a
resistance. Usage: fill.py DATABASE COUNT [PEOPLE]"""
import sqlite3
import sys

database, count = sys.argv[1], int(sys.argv[2])
people = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
with sqlite3.connect(database) as archive:
    archive.execute("PRAGMA synchronous = OFF")
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
    archive.execute(
        f"""{numbers} INSERT INTO measurement (id, mac, taken_at, fingerprint, user_id, candidates, attribution, device_type,
            battery, firmware, source, received_at, plausible, session_id, recording_id)
        SELECT i, '00:24:e4:00:00:01', 946684800 + i * 86400 / {people}, CAST(i AS BLOB), i % {people} + 1, 0, 0, 1, 80, '200', 'serve',
            (946684800 + i * 86400 / {people}) * 1000000, 1, NULL, NULL FROM n""",
        (count,))
    archive.execute(
        f"""{numbers} INSERT INTO measurement_value (measurement_id, position, type, raw, exponent)
        SELECT (i + 1) / 2, 1 - i % 2, CASE i % 2 WHEN 1 THEN 1 ELSE 16 END, CASE i % 2 WHEN 1 THEN 60000 + i % 40000 ELSE 5274 END,
            CASE i % 2 WHEN 1 THEN -3 ELSE -1 END FROM n""",
        (2 * count,))
    archive.execute(f"{numbers} INSERT INTO scale_user (id, short_name) SELECT i, 'P' || i FROM n", (people,))
print(f"filled {database} with {count} measurements")
