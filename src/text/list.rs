//! Lists written as one paragraph.

/// Where the items of a list begin, in bytes: "1) First 2) Second", "a. First b. Second",
/// "• First • Second". The markers must count up from the first, or repeat the first bullet.
pub fn inline_list_items(text: &str) -> Vec<usize> {
    let words: Vec<(usize, &str)> = text
        .split_whitespace()
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .collect();
    let Some(&(_, first)) = words.first() else { return Vec::new() };
    if let Some(bullet) = first.chars().next().filter(|&c| is_bullet(c)) {
        return words
            .iter()
            .filter(|(_, word)| word.starts_with(bullet))
            .map(|&(at, _)| at)
            .collect();
    }
    let Some((mut ordinal, style)) = list_marker(first) else { return Vec::new() };
    let mut starts = vec![0];
    for &(at, word) in &words[1..] {
        if list_marker(word) == Some((ordinal + 1, style)) {
            starts.push(at);
            ordinal += 1;
        }
    }
    starts
}

/// The number and the punctuation of a marker: "2.", "2)", "2.)" or "b.".
fn list_marker(word: &str) -> Option<(u32, &str)> {
    let label = word.trim_end_matches(['.', ')']);
    let style = &word[label.len()..];
    if style.is_empty() || style.len() > 2 {
        return None;
    }
    if let Ok(ordinal) = label.parse() {
        return Some((ordinal, style));
    }
    let mut chars = label.chars();
    match (chars.next(), chars.next()) {
        (Some(letter @ 'a'..='z'), None) => Some((u32::from(letter), style)),
        _ => None,
    }
}

/// Whether a character is a bullet that opens an item.
pub fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '⁃' | '▪' | '●' | '◦')
}
