//! Maps from a processed text back to its source.

use std::ops::Range;

use super::{Span, span};

/// Maps byte ranges of a text to those of its origin, the text from which it was made. The two may differ: a character
/// may come from an escape sequence, a space from a line break. The origin of a text in the model is its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    runs: Vec<Run>,
    length: u32,
}

/// A part of the text with a continuous origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    start: u32,
    origin: u32,
    origin_length: u32,
    /// Whether it maps byte by byte. Otherwise it can only be mapped as a whole.
    is_same: bool,
}

impl Places {
    /// The length of the mapped text in bytes.
    pub fn length(&self) -> usize {
        self.length as usize
    }

    /// Maps the next `length` bytes of the text: byte by byte if their origin has the same length, else as a whole.
    pub fn push(&mut self, length: usize, origin: Range<usize>) {
        let is_same = length == origin.len();
        self.push_run(length, origin, is_same);
    }

    /// Maps the next `length` bytes of the text as a whole.
    pub fn push_whole(&mut self, length: usize, origin: Range<usize>) {
        self.push_run(length, origin, false);
    }

    fn push_run(&mut self, length: usize, origin: Range<usize>, is_same: bool) {
        let number = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
        if length == 0 {
            return;
        }
        let run = Run {
            start: self.length,
            origin: number(origin.start),
            origin_length: number(origin.len()),
            is_same,
        };
        self.length = self.length.saturating_add(number(length));
        match self.runs.last_mut() {
            Some(last)
                if last.is_same
                    && run.is_same
                    && last.origin + last.origin_length == run.origin =>
            {
                last.origin_length += run.origin_length;
            }
            _ => self.runs.push(run),
        }
    }

    /// Maps the next bytes of the text as `of` maps the range `part` of its text.
    pub fn push_part(&mut self, of: &Self, part: Range<usize>) {
        let runs = of.runs.iter().enumerate().skip(of.run_at(part.start));
        for (index, run) in runs {
            let here = part.start.max(run.start as usize)..part.end.min(of.end_of(index));
            if here.is_empty() {
                break;
            }
            self.push_run(here.len(), of.origin(here), run.is_same);
        }
    }

    /// Maps the next bytes of the text as `other` maps all of its text.
    pub fn append(&mut self, other: &Self) {
        self.push_part(other, 0..other.length());
    }

    /// Composes two maps: this one leads to a text that `base` maps, the result leads to the origin of `base`.
    #[must_use]
    pub fn through(&self, base: &Self) -> Self {
        let mut out = Self::default();
        for (index, run) in self.runs.iter().enumerate() {
            let start = run.origin as usize;
            let origin = start..start + run.origin_length as usize;
            if run.is_same {
                out.push_part(base, origin);
            } else {
                let length = self.end_of(index) - run.start as usize;
                out.push_whole(length, base.origin(origin));
            }
        }
        out
    }

    /// The origin of a byte range. A range after the end of the text maps to the end of the origin.
    pub fn origin(&self, part: Range<usize>) -> Range<usize> {
        let Some(last) = self.runs.last() else {
            return 0..0;
        };
        if part.start >= self.length() {
            let end = (last.origin + last.origin_length) as usize;
            return end..end;
        }
        let first = self.runs[self.run_at(part.start)];
        let mut start = first.origin as usize;
        if first.is_same {
            start += part.start - first.start as usize;
        }
        let end = part.end.clamp(part.start + 1, self.length());
        let last = self.runs[self.run_at(end - 1)];
        let mut to = last.origin as usize;
        to += if last.is_same {
            end - last.start as usize
        } else {
            last.origin_length as usize
        };
        start..to.max(start)
    }

    /// The span of a byte range of a text whose origin is the file of `at`. For an empty map that is all of `at`.
    pub fn span(&self, at: Span, part: Range<usize>) -> Span {
        if self.runs.is_empty() {
            return at;
        }
        let origin = self.origin(part);
        span(at.file, origin.start, origin.end)
    }

    /// The index of the run that holds a byte of the text.
    fn run_at(&self, at: usize) -> usize {
        let next = self.runs.partition_point(|run| run.start as usize <= at);
        next.saturating_sub(1)
    }

    /// The byte of the text at which a run ends.
    fn end_of(&self, index: usize) -> usize {
        let next = self.runs.get(index + 1);
        next.map_or(self.length, |next| next.start) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    /// A map of `ab中cd` whose file has `ab\u4e2d`, then `cd` after an indent.
    fn escaped() -> Places {
        let mut places = Places::default();
        places.push(2, 10..12);
        places.push(3, 12..18);
        places.push(2, 25..27);
        places
    }

    #[test]
    fn ranges_map_to_their_origin() {
        let places = escaped();
        assert_eq!(places.origin(0..1), 10..11);
        assert_eq!(places.origin(1..5), 11..18);
        assert_eq!(places.origin(3..4), 12..18, "an escape is one thing");
        assert_eq!(places.origin(5..7), 25..27);
        assert_eq!(places.origin(4..6), 12..26);
        assert_eq!(places.origin(7..9), 27..27, "after the end");
    }

    #[test]
    fn a_part_mapped_as_a_whole_is_not_divided() {
        let mut places = Places::default();
        places.push_whole(4, 10..14);
        places.push(2, 14..16);
        assert_eq!(places.origin(1..2), 10..14);
        assert_eq!(places.origin(4..5), 14..15);
    }

    #[test]
    fn contiguous_parts_become_one_run() {
        let mut places = Places::default();
        places.push(2, 10..12);
        places.push(3, 12..15);
        let mut once = Places::default();
        once.push(5, 10..15);
        assert_eq!(places, once);
    }

    #[test]
    fn maps_are_composed() {
        let mut places = Places::default();
        places.push(4, 1..5);
        places.push(1, 5..7);
        let through = places.through(&escaped());
        assert_eq!(through.length(), 5);
        assert_eq!(through.origin(0..1), 11..12);
        assert_eq!(through.origin(1..4), 12..18);
        assert_eq!(through.origin(4..5), 25..27);
    }
}
