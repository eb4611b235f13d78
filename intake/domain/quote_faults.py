"""Where in a record its quotes go wrong, for records that the csv reader gave up on."""


def find_fault(lines: list[str], separator: str) -> tuple[int, int, bool]:
    """Walk a record up to its fault, and say where the cell begins that has it.

    Gives the cell's position, the number of lines before it, and whether its quote never closes.
    Without a fault: the position of the longest cell.
    """
    walk = _Walk(separator)
    for number, line in enumerate(lines):
        walk.line = number
        if any(map(walk.steps_wrong, line)):
            return walk.position, walk.opened, False
    walk.end_cell()
    return (walk.position, walk.opened, True) if walk.is_quoted else (walk.longest[1], 0, False)


class _Walk:
    """Where in a record we are, sign by sign."""

    def __init__(self, separator: str) -> None:
        self._separator = separator
        self.line = self.position = self.opened = self._length = 0
        self.longest = (0, 0)
        self.is_quoted = False
        self._state = "start"

    def steps_wrong(self, sign: str) -> bool:
        """Step over one sign; true when it stands where none may stand."""
        self._length += 1
        if self.is_quoted:
            if sign == '"':
                self.is_quoted, self._state = False, "closed"
        elif sign == self._separator:
            self.end_cell()
            self.position, self._state = self.position + 1, "start"
        elif sign == '"' and self._state in ("start", "closed"):
            self.is_quoted = True
            self.opened = self.line if self._state == "start" else self.opened
        elif self._state == "closed" and sign not in "\r\n":
            return True
        else:
            self._state = "plain"
        return False

    def end_cell(self) -> None:
        self.longest = max(self.longest, (self._length, self.position))
        self._length = 0
