//! Matrices, and the frame and turn of a page.

use super::glyph::Rect;
use super::objects::{PageRef, Source, number};

/// An affine map as the format writes it: a, b, c, d, e, f.
pub(super) type Matrix = [f64; 6];

/// The map that changes nothing.
pub(super) const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `first` applied before `then`.
pub(super) fn times(first: Matrix, then: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = first;
    let [p, q, r, s, t, u] = then;
    [
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    ]
}

/// The visible part of the page: crop box within media box; A4 when there is none.
pub(super) fn frame(source: &Source, page: PageRef) -> Rect {
    let read = |key: &[u8]| {
        let array = source.inherited(page, key)?.as_array().ok()?;
        let values: Vec<f64> =
            array.iter().filter_map(|o| source.resolve(o)).filter_map(number).collect();
        let [a, b, c, d] = values.try_into().ok()?;
        Some(Rect {
            x0: a.min(c) as f32,
            y0: b.min(d) as f32,
            x1: a.max(c) as f32,
            y1: b.max(d) as f32,
        })
    };
    let usable = |r: &Rect| r.x1 - r.x0 > 1.0 && r.y1 - r.y0 > 1.0;
    read(b"CropBox").filter(usable).or_else(|| read(b"MediaBox").filter(usable)).unwrap_or(Rect {
        x0: 0.0,
        y0: 0.0,
        x1: 595.0,
        y1: 842.0,
    })
}

/// The turn that `/Rotate` asks for.
pub(super) fn rotation(source: &Source, page: PageRef) -> Matrix {
    let turn = source.inherited(page, b"Rotate").and_then(number).unwrap_or(0.0);
    match (turn as i64).rem_euclid(360) {
        90 => [0.0, -1.0, 1.0, 0.0, 0.0, 0.0],
        180 => [-1.0, 0.0, 0.0, -1.0, 0.0, 0.0],
        270 => [0.0, 1.0, -1.0, 0.0, 0.0, 0.0],
        _ => IDENTITY,
    }
}

/// The box around a box once it is mapped.
pub(super) fn corners(frame: Rect, matrix: Matrix) -> Rect {
    let at = |x: f32, y: f32| {
        let m = times([1.0, 0.0, 0.0, 1.0, f64::from(x), f64::from(y)], matrix);
        (m[4] as f32, m[5] as f32)
    };
    let (a, b) = (at(frame.x0, frame.y0), at(frame.x1, frame.y1));
    Rect { x0: a.0.min(b.0), y0: a.1.min(b.1), x1: a.0.max(b.0), y1: a.1.max(b.1) }
}

/// Quarter turns of a direction; 4 for a slant of more than about six degrees.
pub(super) fn turn(x: f64, y: f64) -> u8 {
    let (along, across) = (x.abs().max(y.abs()), x.abs().min(y.abs()));
    if across > along * 0.1 {
        return 4;
    }
    match (x.abs() >= y.abs(), x >= 0.0, y >= 0.0) {
        (true, true, _) => 0,
        (true, false, _) => 2,
        (false, _, true) => 1,
        (false, _, false) => 3,
    }
}
