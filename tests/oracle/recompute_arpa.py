"""The change of ARPA and its parts, told once more from amounts, seats and plans alone."""

from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, localcontext


def recomputed_split(then, now):
    """Return (ARPA then, ARPA now, price, upsell, mix) of {account: (yen, seats or None, plan)}.

    Adds up what each account did by itself: mix is how far who came stands above the ARPA of then,
    and who left below it, over those who pay now.
    """
    with localcontext() as context:
        context.prec = 60
        before = Decimal(sum(amount for amount, *_ in then.values())) / len(then)
        after = Decimal(sum(amount for amount, *_ in now.values())) / len(now)
        price = upsell = mix = Decimal(0)
        for account in then.keys() | now.keys():
            if account not in then:
                mix += now[account][0] - before
            elif account not in now:
                mix -= then[account][0] - before
            else:
                own_upsell = _upsell(then[account], now[account])
                upsell += own_upsell
                price += now[account][0] - then[account][0] - own_upsell
        exact = [part / len(now) for part in (price, upsell, mix)]
        return (_down(before), _down(after), *_rounded(exact, _down(after) - _down(before)))


def _upsell(before, after):
    (amount, seats, plan), (amount_after, seats_after, plan_after) = before, after
    if plan != plan_after:
        return Decimal(amount_after - amount)
    if seats is None or seats == 0 or seats_after is None:
        return Decimal(0)
    added = Decimal((seats_after - seats) * amount) / seats
    return added.quantize(Decimal(1), ROUND_HALF_EVEN)


def _down(value):
    return int(value.to_integral_value(ROUND_FLOOR))


def _rounded(exact, total):
    """Round down and give what is missing to the largest remainders, the first of equal ones."""
    # Forty digits tell what is a remainder from what is an error of division.
    exact = [value.quantize(Decimal(10) ** -40) for value in exact]
    whole = [_down(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda at: (whole[at] - exact[at], at))
    for at in order[: total - sum(whole)]:
        whole[at] += 1
    return tuple(whole)
