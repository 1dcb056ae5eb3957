//! Pairs the stars that open and close emphasis.

use super::{Parser, Stars};

impl Parser<'_, '_> {
    /// Pairs the runs of stars from index `first` of `runs` on, by CommonMark's algorithm for delimiter
    /// runs.
    ///
    /// CommonMark's “multiple of 3” rule would print all stars of `**a****b**`. Chinese has no spaces between words, so
    /// authors write adjacent strong texts like this. Here four stars close a text that two stars opened, and open the
    /// next.
    pub(super) fn pair_stars(&mut self, first: usize) {
        let runs = self.runs.split_off(first);
        let mut openers: Vec<usize> = Vec::new();
        // By kind of closer: the number of openers, from the bottom, that are known not to fit it.
        let mut floors = [0; 7];
        for run in runs {
            let closer = &self.stars[run];
            let (length, flanks) = (closer.length, closer.flanks);
            let opens_too = flanks.can_open;
            let is_joint = length == 4 && flanks.is_enclosed;
            let kind = if is_joint {
                6
            } else {
                3 * usize::from(opens_too) + length % 3
            };
            let mut left = if flanks.can_close || is_joint {
                closer.left
            } else {
                0
            };
            while left > 0 {
                let floor: usize = floors[kind];
                let joins = |opener: &Stars| {
                    is_joint && left == 4 && (opener.length, opener.left) == (2, 2)
                };
                let found = (floor..openers.len()).rev().find(|index| {
                    let opener = &self.stars[openers[*index]];
                    let other = opener.length;
                    let is_either = opener.flanks.can_close || opens_too;
                    joins(opener)
                        || flanks.can_close
                            && (!is_either
                                || !(length + other).is_multiple_of(3)
                                || (length % 3 == 0 && other.is_multiple_of(3)))
                });
                let Some(index) = found else {
                    floors[kind] = openers.len();
                    break;
                };
                openers.truncate(index + 1);
                let opener = &mut self.stars[openers[index]];
                let is_join = joins(opener);
                let is_strong = opener.left >= 2 && left >= 2;
                let width = 1 + usize::from(is_strong);
                opener.left -= width;
                opener.opens.push(is_strong);
                if opener.left == 0 {
                    openers.pop();
                }
                for floor in &mut floors {
                    *floor = openers.len().min(*floor);
                }
                left -= width;
                let closer = &mut self.stars[run];
                closer.left = left;
                closer.closes.push(is_strong);
                if is_join {
                    closer.length = left;
                    closer.flanks.can_close = false;
                    closer.flanks.may_open = true;
                    break;
                }
            }
            let stars = &self.stars[run];
            if stars.flanks.may_open && stars.left > 0 {
                openers.push(run);
            }
        }
    }
}
