-- A measurement that its owner deleted is kept, so that it can be restored, and so that the same one sent again stays away.
ALTER TABLE measurement ADD COLUMN deleted_at BIGINT;

CREATE INDEX measurement_deleted ON measurement (taken_at) WHERE deleted_at IS NOT NULL;

-- The owner is shown what is nobody's yet: little among much.
CREATE INDEX measurement_nobodys ON measurement (taken_at) WHERE user_id IS NULL;

-- What somebody wants to weigh, grams.
ALTER TABLE person ADD COLUMN goal BIGINT;
