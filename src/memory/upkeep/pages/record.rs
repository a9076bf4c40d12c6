//! Records: the encoding of rows.

use rusqlite::types::Value;

/// Decodes a record. The reason is for users if that is not possible.
pub fn decode(record: &[u8]) -> Result<Vec<Value>, &'static str> {
    const NO_RECORD: &str = "it cannot be decoded";
    let mut rest = record;
    let header = take_varint(&mut rest).and_then(|length| usize::try_from(length).ok());
    let header = header.filter(|&length| length <= record.len()).ok_or(NO_RECORD)?;
    let mut types = record.get(record.len() - rest.len()..header).ok_or(NO_RECORD)?;
    let mut body = record.get(header..).ok_or(NO_RECORD)?;
    let mut values = Vec::new();
    while !types.is_empty() {
        let kind = take_varint(&mut types).ok_or(NO_RECORD)?;
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind as usize,
            5 => 6,
            6 | 7 => 8,
            12.. => usize::try_from((kind - 12) / 2).map_err(|_| NO_RECORD)?,
            _ => return Err(NO_RECORD),
        };
        let (bytes, after) = body.split_at_checked(length).ok_or("its end is missing")?;
        body = after;
        values.push(match kind {
            0 => Value::Null,
            1..=6 => Value::Integer(number(bytes)),
            7 => Value::Real(f64::from_bits(number(bytes) as u64)),
            8 | 9 => Value::Integer(kind - 8),
            _ if kind % 2 == 0 => Value::Blob(bytes.to_vec()),
            _ => Value::Text(
                String::from_utf8(bytes.to_vec()).map_err(|_| "a text of it is not UTF-8")?,
            ),
        });
    }
    Ok(values)
}

/// A signed number of up to eight bytes, the highest first.
fn number(bytes: &[u8]) -> i64 {
    let sign = if bytes.first().is_some_and(|&first| first >= 0x80) { -1 } else { 0 };
    bytes.iter().fold(sign, |number, &byte| number << 8 | i64::from(byte))
}

/// Takes a number of one to nine bytes: seven bits of each, all bits of the ninth.
pub fn take_varint(rest: &mut &[u8]) -> Option<i64> {
    let mut value = 0u64;
    for place in 1..=9 {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        if place == 9 {
            return Some((value << 8 | u64::from(byte)) as i64);
        }
        value = value << 7 | u64::from(byte & 0x7F);
        if byte < 0x80 {
            return Some(value as i64);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_of_one_to_nine_bytes() {
        for (bytes, number) in [
            (&[0x00][..], 0),
            (&[0x7F], 127),
            (&[0x81, 0x00], 128),
            (&[0xFF; 9], -1),
            (&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], 1),
        ] {
            let mut rest = bytes;
            assert_eq!(take_varint(&mut rest), Some(number));
            assert!(rest.is_empty());
        }
        assert_eq!(take_varint(&mut &[0x80u8][..]), None);
    }

    proptest::proptest! {
        /// Whatever the bytes, decoding ends, and gives no more than they hold.
        #[test]
        fn no_record_is_more_than_its_bytes(bytes: Vec<u8>) {
            if let Ok(values) = decode(&bytes) {
                proptest::prop_assert!(values.len() <= bytes.len());
            }
        }
    }
}
