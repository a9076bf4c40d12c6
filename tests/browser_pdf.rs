//! PDFs as a browser prints them, read back.

use std::process::Command;

use crate::support::Case;
use crate::support::browser::chromium;

const PAGE: &str = "<!doctype html><html lang=\"ar\" dir=\"rtl\"><meta charset=\"utf-8\">
<style>body { font: 12pt/1.6 'Amiri', 'Noto Naskh Arabic', serif } td { border: 1px solid; padding: 4pt }</style>
<h1>تقرير الميناء القديم</h1>
<p>وصل إلى الميناء في عام 2024 نحو 1,250 قاربًا (منها 37 سفينة كبيرة)، وكانت السفينة <span dir=\"ltr\">Sea Star 7</span>
أولها. وقال المدير إنّ النسبة ارتفعت بمقدار 12.5٪ عن العام الماضي، وإنّ العمل لا يتوقف إلا في الأعياد.</p>
<p>أمّا في عام ٢٠٢٣ فلم يصل سوى ٩٨٠ قاربًا، لأنّ الجسر كان مغلقًا. ويمكن الاطلاع على الأرقام كلها في
<span dir=\"ltr\">www.harbour.example/2024</span> أو في المكتب.</p>
<ul><li>الطابق الأول: الاستقبال.</li><li>الطابق الثاني: المكاتب.</li></ul>";

/// Needs Chromium: `cargo test -- --ignored browser`
#[test]
#[ignore = "needs Chromium"]
fn browser_prints_what_is_read_back() {
    let case = Case::new();
    case.write("page.html", PAGE);
    let printed = Command::new(chromium())
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
        .arg(format!("--user-data-dir={}", case.path("profile").display()))
        .arg(format!("--print-to-pdf={}", case.path("page.pdf").display()))
        .arg(format!("file://{}", case.path("page.html").display()))
        .output()
        .unwrap();
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    assert_eq!(
        case.segments_by("paragraph", "page.pdf"),
        case.segments_by("paragraph", "page.html")
    );
}
