//! A PDF as a small program writes it: lines of Helvetica at given heights.

/// One page; each line has its height above the lower edge, its size, and Latin text.
pub fn pdf(lines: &[(f32, f32, &str)]) -> Vec<u8> {
    let mut content = String::new();
    for (height, size, text) in lines {
        let text = text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        content += &format!("BT /F {size} Tf 1 0 0 1 60 {height} Tm ({text}) Tj ET\n");
    }
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let mut file = "%PDF-1.7\n".to_owned();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let start = file.len();
    file += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        file += &format!("{place:010} 00000 n \n");
    }
    file += &format!("trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    file.into_bytes()
}
