"""Undoing an upload: everything as it was before, or nothing and why."""

import pytest

from intake.domain.datasets import DATASETS
from intake.models import RowRevision, Upload, UploadState, UsageRevision
from intake.undo.services import UndoRefusedError
from tests.intake.rows import whole_database
from tests.intake.undo.files import FILES

pytestmark = pytest.mark.django_db


def test_every_dataset_is_tried():
    assert FILES.keys() == DATASETS.keys()


@pytest.mark.parametrize("dataset", FILES)
def test_every_table_is_as_it_was_before(dataset, bring_in, accounts, take_back):
    first, second = FILES[dataset]
    empty = whole_database()
    assert bring_in(dataset, first).state == "loaded"
    one = Upload.objects.first()
    before = whole_database()
    revisions = RowRevision.objects.count(), UsageRevision.objects.count()
    assert bring_in(dataset, second).state == "loaded"
    two = Upload.objects.first()
    assert whole_database() != before
    take_back(two)
    assert whole_database() == before
    assert (RowRevision.objects.count(), UsageRevision.objects.count()) == revisions
    take_back(one)
    assert whole_database() == empty


@pytest.mark.parametrize("dataset", FILES)
def test_what_a_later_upload_changed_is_not_undone(dataset, bring_in, accounts, take_back):
    first, second = FILES[dataset]
    bring_in(dataset, first)
    one = Upload.objects.first()
    bring_in(dataset, second)
    two, before = Upload.objects.first(), whole_database()
    with pytest.raises(UndoRefusedError) as refused:
        take_back(one)
    found = refused.value.obstacles
    assert {(each.code, each.upload) for each in found} == {("later_upload", two.pk)}
    one.refresh_from_db()
    assert (one.state, whole_database()) == (UploadState.LOADED, before)
