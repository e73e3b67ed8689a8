"""Writing a clean contract from a form: the DOCX of the clause library, in Chinese or English."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from manju.licensing.writing_form import WriteForm
from manju.money.contracts.drafting import drafted
from manju.money.contracts.structured import ContractTerms
from manju.money.contracts.writing import written
from manju.money.documents import read_document
from manju.money.errors import InputError
from manju.people.access import may_view
from manju.words import Language

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(["GET", "HEAD", "POST"])
@may_view("license")
def write(request: HttpRequest) -> HttpResponse:
    """The form; sent, the contract comes back as a file to download."""
    form = WriteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            terms: ContractTerms = read_document(ContractTerms, form.terms())
        except InputError as why:
            form.add_error(None, f"{why.message} {why.hint}")
        else:
            to: Language = "en" if form.cleaned_data["language"] == "en" else "zh"
            name = quote(f"{form.cleaned_data['property']}-{form.cleaned_data['licensee']}.docx", safe="")
            headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
            return HttpResponse(written(drafted(terms, to), to), content_type=DOCX, headers=headers)
    return render(request, "licensing/write.html", {"form": form}, status=422 if form.errors else 200)
