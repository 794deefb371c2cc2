from evaluation.systems.remembered import RememberedSearch
from tests.evaluation.service import TinyService


class Counting:
    def __init__(self) -> None:
        self.service = TinyService.open()
        self.catalogue = self.service.catalogue
        self.searched = 0

    def search(self, *arguments: object, **options: object):
        self.searched += 1
        return self.service.search(*arguments, **options)


def test_the_same_search_is_made_once_and_another_is_not_taken_for_it():
    counting = Counting()
    remembered = RememberedSearch(counting)
    first = remembered.search("贷款", 3, as_of=None)
    assert remembered.search("贷款", 3, as_of=None) == first
    assert counting.searched == 1
    remembered.search("贷款", 3, as_of="2024-01-01")
    remembered.search("贷款", 3, as_of=None, documents=("notice",))
    assert counting.searched == 3
