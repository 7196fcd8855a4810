"""Forty invented organisations, ten in each of four languages, over the nine sectors: names and a sentence of their own."""

import subprocess
import sys

import pytest

from dalil import kinds
from dalil.kinds.suggestion import TABLES

CAST = {
    "en": (
        ("rights", "Olive Branch Legal Aid Centre", "We defend prisoners in court and document violations of human rights."),
        ("relief", "Open Door Shelter", "We distribute food parcels and tents to displaced people and refugees after disasters."),
        ("health", "Blue River Clinic", "Doctors and nurses treat patients with diabetes and cancer free of charge."),
        ("education", "Cedar Reading School", "A primary school that teaches pupils and gives scholarships to students."),
        ("social", "Sunflower Circle", "We support women, children with disabilities and their families at home."),
        ("culture", "Night Lantern Theatre", "Plays, concerts and exhibitions; a choir and a museum of local history."),
        ("environment", "Wild Fig Society", "Protection of wildlife and forests, clean water and recycling of waste."),
        ("economy", "Potters of the Hill", "A cooperative: loans to small businesses, jobs for the unemployed."),
        ("civic", "Common Table Network", "We strengthen volunteering and give grants to voluntary organisations."),
        ("civic", "Brook Lane Parish", "Christian worship, prayer and Sunday services in our church."),
    ),
    "fr": (
        ("rights", "Maison du Plaidoyer", "Défense des droits humains, aide juridique aux victimes et aux prisonniers."),
        ("relief", "Toit pour Demain", "Aide humanitaire d'urgence aux réfugiés et aux déplacés : abris et secours."),
        ("health", "Dispensaire des Amandiers", "Soins médicaux gratuits, vaccination et santé maternelle par nos médecins."),
        ("education", "Les Pupitres Ouverts", "École primaire, formation des enseignants et bourses pour étudiants."),
        ("social", "La Ronde des Familles", "Soutien aux femmes, aux enfants handicapés et aux personnes âgées."),
        ("culture", "Atelier du Rideau Bleu", "Théâtre, musique, danse et festival de cinéma ; un musée du patrimoine."),
        ("environment", "Racines et Sources", "Protection de la nature, des forêts et de l'eau ; lutte contre la pollution."),
        ("economy", "Coopérative du Métier", "Microcrédit et emploi pour les artisans ; syndicat des travailleurs."),
        ("civic", "Réseau des Places", "Réseau d'associations de la société civile pour la paix, le bénévolat et la démocratie."),
        ("social", "Les Mains Jointes", "Un centre pour la jeunesse et les orphelins."),
    ),
    "ar": (
        ("rights", "مركز الميزان للعدل", "الدفاع عن حقوق الإنسان وتقديم المساعدة القانونية للأسرى والمعتقلين"),
        ("relief", "هيئة الخيمة", "توزيع مساعدات إنسانية طارئة على اللاجئين والنازحين وتوفير المأوى"),
        ("health", "مستوصف الزهراء", "عيادات طبية وأطباء لعلاج المرضى وتوفير الأدوية"),
        ("education", "مدرسة النجوم", "تعليم الطلاب وتدريب المعلمين ومنح دراسية للجامعة"),
        ("social", "جمعية حضن الأسرة", "رعاية الأيتام وتمكين المرأة ودعم الأشخاص ذوي الإعاقة"),
        ("culture", "مسرح القنديل", "عروض مسرح وموسيقى وفنون ومتحف للتراث الشعبي"),
        ("environment", "جمعية الغصن الأخضر", "حماية البيئة والطبيعة والمياه والزراعة المستدامة"),
        ("economy", "تعاونية الحرفيين", "قروض صغيرة وتشغيل العمال ودعم المشاريع الاقتصادية"),
        ("civic", "شبكة الساحة", "تعزيز الديمقراطية والعمل التطوعي والمجتمع المدني والسلام"),
        ("social", "نادي الفتيات الصغيرات", "أنشطة للأطفال والشباب ورعاية المسنين"),
    ),
    "he": (
        ("rights", "מוקד המאזניים", "הגנה על זכויות אדם וסיוע משפטי לאסירים"),
        ("relief", "אוהל לכולם", "סיוע הומניטרי לפליטים ומבקשי מקלט בשעת חירום"),
        ("health", "מרפאת השקד", "רופאים ואחיות מטפלים בחולים; בריאות הנפש ורפואה"),
        ("education", "בית ספר הכוכב", "חינוך, הוראה ומלגות לסטודנטים ותלמידים"),
        ("social", "מעגל המשפחה", "תמיכה בנשים, ילדים עם מוגבלות וקשישים; רווחה"),
        ("culture", "במת הפנס", "תיאטרון, מוזיקה, אמנות ומוזיאון למורשת"),
        ("environment", "שורש ירוק", "הגנה על הסביבה, הטבע והמים; שימור יערות"),
        ("economy", "קואופרטיב האומנים", "תעסוקה, הלוואות לעסקים קטנים ואיגוד עובדים"),
        ("civic", "רשת הכיכר", "דמוקרטיה, התנדבות, שלום וחברה אזרחית"),
        ("social", "גן הנוער", "מועדון לנוער ולילדים"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", CAST)
def test_nine_of_ten_descriptions_tell_their_sector_in_each_language(language: str) -> None:
    found = [(sector, name, kinds.suggest_sector([name], text, bar=0)) for sector, name, text in CAST[language]]
    wrong = [(sector, name, guess) for sector, name, guess in found if guess is None or guess.code != sector]
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize("language", CAST)
def test_most_of_them_are_sure_enough_to_be_proposed(language: str) -> None:
    proposed = [kinds.suggest_sector([name], text) for _, name, text in CAST[language]]
    assert sum(guess is not None for guess in proposed) >= 7


def test_all_nine_sectors_are_guessed() -> None:
    assert {sector for some in CAST.values() for sector, _, _ in some} == set(kinds.sectors())


def test_the_reason_is_words_that_stand_there_with_what_they_weigh() -> None:
    guess = kinds.suggest_sector(["مستوصف الزهراء"], "أطباء لعلاج المرضى")
    assert guess is not None
    assert len(guess.words) == len(guess.weights) > 1
    assert guess.weights == tuple(sorted(guess.weights, reverse=True)) and guess.weights[-1] > 0


def test_a_second_guess_is_another_sector_and_less_sure() -> None:
    guess = kinds.suggest_sector(["School for Nurses"], bar=0)
    assert guess is not None
    assert guess.second in kinds.sectors() and guess.second != guess.code
    assert guess.second_confidence <= guess.confidence


def test_the_shipped_tables_are_small_and_say_where_they_come_from() -> None:
    for name, size in (("sectors.tsv", 400_000), ("translations.tsv", 200_000)):
        text = (TABLES / name).read_text(encoding="utf-8")
        assert len(text.encode()) < size
        assert text.startswith("# ")
        words = [line for line in text.splitlines() if line.startswith("word\t")]
        assert words == sorted(words)
    assert "CC BY 4.0" in (TABLES / "sectors.tsv").read_text(encoding="utf-8")


def test_guessing_loads_nothing_of_the_training() -> None:
    code = "import sys; from dalil import kinds; kinds.suggest_sector(['school']); sys.exit('training' in str(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
