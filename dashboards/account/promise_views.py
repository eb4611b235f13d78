"""Writing down what was promised to a customer: adding, changing, taking away."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import ObjectKind
from accounts.guards import requires
from core.calendar import business_date
from dashboards.account.in_sight import account_or_404
from dashboards.account.selectors import may_edit
from engagement.models import Promise
from engagement.promises import change_promise, make_promise, remove_promise
from metrics.selectors import metric_texts


def _control(**attributes):
    return {"class": "form-control", **attributes}


class PromiseForm(forms.ModelForm):
    """A promise as it is typed; with a metric it asks for a target to be measured against."""

    class Meta:
        model = Promise
        fields = ("expected", "promised_on", "due_on", "metric", "baseline", "target")
        labels = {
            "expected": gettext_lazy("Expected result"),
            "promised_on": gettext_lazy("Promised on"),
            "due_on": gettext_lazy("Due by"),
            "baseline": gettext_lazy("Then (before us)"),
            "target": gettext_lazy("Target"),
        }
        help_texts = {
            "expected": gettext_lazy(
                "In the customer's words: what should be different, for whom."
            ),
            "baseline": gettext_lazy("The metric's value when it was promised; empty counts as 0."),
        }
        widgets = {
            "expected": forms.Textarea(attrs=_control(rows=2, autofocus=True)),
            "promised_on": forms.DateInput(attrs=_control(type="date"), format="%Y-%m-%d"),
            "due_on": forms.DateInput(attrs=_control(type="date"), format="%Y-%m-%d"),
            "baseline": forms.NumberInput(attrs=_control(step="any")),
            "target": forms.NumberInput(attrs=_control(step="any")),
        }

    def __init__(self, *args, account, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("due_on", "baseline", "target"):
            self.fields[name].required = False
        texts = sorted(metric_texts(product_id=account.product_id).values(), key=lambda t: t.name)
        self.fields["metric"] = forms.ChoiceField(
            label=gettext_lazy("Metric that tells"),
            required=False,
            choices=[("", gettext_lazy("none")), *((text.key, text.name) for text in texts)],
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    def clean(self):
        given = super().clean()
        target, baseline = given.get("target"), given.get("baseline")
        if given.get("metric") and target is None and "target" not in self.errors:
            self.add_error("target", _("Say which value of the metric was promised."))
        if not given.get("metric") and (target is not None or baseline is not None):
            self.add_error("metric", _("Choose the metric that these values are of."))
        if target is not None and target == (baseline or 0):
            self.add_error("target", _("The target must differ from the value before."))
        if (due := given.get("due_on")) and (on := given.get("promised_on")) and due < on:
            self.add_error("due_on", _("It cannot be due before it was promised."))
        return given


@requires(ObjectKind.ACCOUNT_EDIT)
@require_http_methods(["GET", "POST"])
def new_promise(request, account_id):
    """Write down a promise."""
    account = _editable(request, account_id)
    today = business_date(timezone.now())
    form = PromiseForm(request.POST or None, account=account, initial={"promised_on": today})
    if not form.is_valid():
        return _form(request, account, form, None)
    make_promise(account=account, by=request.user, **form.cleaned_data)
    messages.success(request, _("The promise is recorded."))
    return _back(account_id)


@requires(ObjectKind.ACCOUNT_EDIT)
@require_http_methods(["GET", "POST"])
def promise(request, promise_id):
    """Change a promise, or take it away."""
    found = _promise(request, promise_id)
    if "remove" in request.POST:
        remove_promise(promise=found, by=request.user)
        messages.success(request, _("The promise is removed."))
        return _back(found.account_id)
    form = PromiseForm(request.POST or None, instance=found, account=found.account)
    if not form.is_valid():
        return _form(request, found.account, form, found)
    change_promise(promise=found, by=request.user, **form.cleaned_data)
    messages.success(request, _("The promise is changed."))
    return _back(found.account_id)


def _editable(request, account_id):
    account = account_or_404(request, account_id)
    if not may_edit(for_user=request.user, account=account):
        raise Http404
    return account


def _promise(request, promise_id):
    found = Promise.objects.visible_to(request.user).filter(pk=promise_id).first()
    if found is None:
        raise Http404
    _editable(request, found.account_id)
    return found


def _form(request, account, form, found):
    shown = {"account": account, "form": form, "promise": found}
    status = 422 if form.is_bound else 200
    return render(request, "dashboards/promise.html", shown, status=status)


def _back(account_id):
    return HttpResponseRedirect(reverse("account", args=[account_id]) + "#promises")
