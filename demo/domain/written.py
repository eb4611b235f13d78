"""What members wrote about the made-up customers: notes, requests with their why, next steps.

Every eighth customer is a firm with an English-speaking headquarters: of it they write in English.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import numpy as np

from demo.domain.stories import Story
from demo.domain.voice import Span, workday

IN_ENGLISH_EVERY: Final = 8
# How many each account has on average, and how far back they reach.
NOTES, NOTES_DAYS = 0.8, 200
REQUESTS, REQUESTS_DAYS = 0.9, 300
# How many accounts have something planned, and in how many days it is due; some of it is overdue.
PLANNED: Final = 0.6
DUE_FROM, DUE_TO = -6, 21
DONE_EVERY: Final = 3

NOTES_JA: Final = (
    (
        "組織変更の情報",
        "来月から人事部が二課体制になるとのこと。新しい課長の着任を待って挨拶に伺う。",
    ),
    ("決裁の流れ", "50万円を超える追加契約は部長決裁。上期の予算は9月に固まる。"),
    ("競合の動き", "競合製品の営業が先月訪問したと担当者から聞いた。価格の話が中心だった模様。"),
    ("繁忙期", "3月は説明会で手一杯。連絡はチャットで短くしてほしいとの希望。"),
    ("面接官の様子", "営業部の面接官は評価の入力が早い。技術部は紙に残してから写している。"),
    ("採用計画の背景", "来期に新拠点を開くため、中途の採用枠が増える見込み。"),
    ("担当者の異動", "窓口の方が産休に入る予定。後任は総務から来る方になりそう。"),
    ("社内での評判", "経営会議で当社のレポートがそのまま使われていると伺った。"),
)
NOTES_EN: Final = (
    (
        "Budget cycle",
        "Headquarters sets next year's budget in October; new items need a case by then.",
    ),
    (
        "Reorganisation",
        "Recruiting moves under the COO next quarter. The new lead joins in a month.",
    ),
    ("How they report", "The regional lead copies our figures into slides by hand every Monday."),
    ("A competitor called", "They had a demo of another product last week, mostly about price."),
)
REQUESTS_JA: Final = (
    (
        "面接評価をCSVで一括出力したい",
        "月次の採用会議に向けて評価を表計算に手で写しており、毎月半日かかっている。転記の誤りで会議が止まることもある。",
    ),
    (
        "面接官にスマートフォンで評価を入力させたい",
        "店長は店頭に立っていてパソコンを開けず、評価が翌週まで集まらない。その間に候補者が他社に決まってしまう。",
    ),
    (
        "応募者への連絡文を拠点ごとに変えたい",
        "拠点名を消して送り直しているため、返信が半日遅れる。夜間の応募は翌日の昼まで待たせている。",
    ),
    (
        "同じ求人をまとめて複製したい",
        "春と秋に40件近い求人を作り直しており、公開が一週間ずれ込む。機会を逃しているとの認識。",
    ),
    (
        "エージェントごとの決定率を見たい",
        "手数料の交渉に使える材料がなく、実績の低い会社にも同じ枠を渡している。",
    ),
    (
        "カレンダーに面接室の空きも出したい",
        "面接室が埋まっていて日程を組み直すことが週に数回あり、候補者に迷惑をかけている。",
    ),
    (
        "選考が止まっている候補者を知らせてほしい",
        "誰の確認待ちか分からず、辞退の連絡で初めて気づく。先月は内定前の辞退が3名あった。",
    ),
    (
        "閲覧だけの権限を役員に渡したい",
        "役員会のたびに画面の写しを送っており、数字が古いと指摘される。",
    ),
    (
        "採用計画と実績を部署別に並べたい",
        "部署ごとの不足が見えず、人事部長が各部に聞いて回っている。来期の増員の判断が遅れている。",
    ),
    (
        "応募経路に社員紹介を加えたい",
        "紹介制度の効果を示せず、報奨金の予算が来期に削られそうになっている。",
    ),
)
REQUESTS_EN: Final = (
    (
        "Export interview evaluations as one file",
        "They copy scores by hand for the monthly hiring review: half a day each month, with mistakes.",
    ),
    (
        "Show candidates in the reader's language",
        "Line managers in Singapore skip evaluations because the screens are in Japanese to them.",
    ),
    (
        "Single sign-on with the group's directory",
        "Leavers keep their access until someone remembers; the group's audit found two cases.",
    ),
    (
        "A view of all sites for headquarters",
        "Headquarters asks each site for figures by mail and gets them two weeks late.",
    ),
)
STEPS_JA: Final = (
    "人事部長との面談の日程を決める",
    "活用状況のレポートを送る",
    "面接官向け15分研修の候補日を出す",
    "未使用の機能の診断結果を説明する",
    "契約更新の提案書を準備する",
    "後任の担当者に挨拶する",
    "採用計画シートの更新をお願いする",
    "問い合わせの対応結果を報告する",
    "ユーザー会に招待する",
    "エージェント連携の設定を代行する",
    "決裁者の同席をお願いする",
)
STEPS_EN: Final = (
    "Send the usage report to the regional lead",
    "Find a date with the new head of recruiting",
    "Prepare the renewal proposal",
    "Invite them to the user group",
)


@dataclass(frozen=True)
class Noted:
    on: date
    subject: str
    body: str
    token: UUID


@dataclass(frozen=True)
class Wished:
    on: date
    what: str
    why: str
    token: UUID


@dataclass(frozen=True)
class Planned:
    """`done_on` is None while it waits; `made_on` is the day on which it was planned."""

    made_on: date
    what: str
    due_on: date
    done_on: date | None
    token: UUID


def _is_english(story: Story) -> bool:
    return story.number % IN_ENGLISH_EVERY == IN_ENGLISH_EVERY - 1


def notes(story: Story, span: Span, rng: np.random.Generator) -> list[Noted]:
    """Return what was noted of an account, oldest first."""
    texts = NOTES_EN if _is_english(story) else NOTES_JA
    return [
        Noted(on, *texts[place], _token(rng))
        for on, place in _drawn(span, rng, NOTES, NOTES_DAYS, len(texts))
    ]


def requests(story: Story, span: Span, rng: np.random.Generator) -> list[Wished]:
    """Return what an account asked for, oldest first; nothing twice."""
    texts = REQUESTS_EN if _is_english(story) else REQUESTS_JA
    return [
        Wished(on, *texts[place], _token(rng))
        for on, place in _drawn(span, rng, REQUESTS, REQUESTS_DAYS, len(texts))
    ]


def next_steps(story: Story, span: Span, *, as_of: date, rng: np.random.Generator) -> list[Planned]:
    """Return what was planned, and for customers that are still there often what is planned now."""
    texts = STEPS_EN if _is_english(story) else STEPS_JA
    found = []
    if story.number % DONE_EVERY == 0:
        due = workday(span.final - timedelta(days=int(rng.integers(10, 60))))
        made, done = due - timedelta(days=7), due - timedelta(days=int(rng.integers(0, 3)))
        found.append(Planned(made, texts[rng.integers(len(texts))], due, done, _token(rng)))
    if span.final == as_of and rng.random() < PLANNED:
        due = workday(as_of + timedelta(days=int(rng.integers(DUE_FROM, DUE_TO))))
        made = workday(min(due, as_of) - timedelta(days=int(rng.integers(3, 15))))
        found.append(Planned(made, texts[rng.integers(len(texts))], due, None, _token(rng)))
    return [each for each in found if span.holds(each.made_on)]


def _drawn(span, rng, mean, reach, texts) -> Sequence[tuple[date, int]]:
    """Draw days within the reach, each with a text of its own, oldest first."""
    count = min(int(rng.poisson(mean)), texts)
    ago = sorted(rng.integers(1, reach, size=count).tolist(), reverse=True)
    places = rng.permutation(texts)[:count].tolist()
    days = [workday(span.final - timedelta(days=each)) for each in ago]
    return [(on, place) for on, place in zip(days, places, strict=True) if span.holds(on)]


def _token(rng) -> UUID:
    return UUID(bytes=rng.bytes(16), version=4)
