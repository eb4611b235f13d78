"""What is drawn without a template says the same as the template, and escapes what people wrote."""

from django import forms
from django.test.html import parse_html

from core.drawing import choices, sparkline_svg, tick
from core.sparkline import draw_sparkline


class Choices(forms.Form):
    many = forms.MultipleChoiceField(
        choices=[("a&b", "A"), ("c\"d'", "C")],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "k", "data-on": True, "hidden": False}),
    )
    one = forms.ChoiceField(choices=[("", "any"), (3, "three")], widget=forms.RadioSelect)


def test_a_choice_is_written_as_its_widget_writes_it():
    form = Choices({"many": ["a&b"], "one": "3"})
    options = [option for name in ("many", "one") for option in form[name]]
    drawn = [parse_html(tick(option)) for option in options]
    assert drawn == [parse_html(option.tag()) for option in options]
    assert [" checked" in tick(option) for option in options] == [True, False, False, True]


def test_all_choices_of_a_field_are_drawn_at_once_as_words_or_as_verdicts():
    form = Choices({"many": ["c\"d'"], "one": "3"})
    assert choices(form["one"]).split("\n") == [
        '<label><input type="radio" name="one" value=""> <span>any</span></label>',
        '<label><input type="radio" name="one" value="3" checked> <span>three</span></label>',
    ]
    assert choices(form["many"], True).split("\n") == [
        '<label><input type="checkbox" name="many" value="a&amp;b">'
        ' <span class="sign is-a&amp;b">A</span></label>',
        '<label><input type="checkbox" name="many" value="c&quot;d&#x27;" checked>'
        ' <span class="sign is-c&quot;d&#x27;">C</span></label>',
    ]
    assert " checked" not in choices(Choices({})["many"])


def test_the_words_of_a_sparkline_are_escaped():
    class Spark:
        line = draw_sparkline([1_000, 4_000], least_span=3_000)
        words = 'from "10" to <40>'

    assert sparkline_svg(Spark) == (
        '<svg class="spark" viewBox="0 0 80 20" role="img" '
        'aria-label="from &quot;10&quot; to &lt;40&gt;">'
        '<path d="M2.5 17.5L77.5 2.5"/><circle cx="77.5" cy="2.5" r="2"/></svg>'
    )
