//! Puts an edition together from its parts.

use std::collections::BTreeMap;

use super::progress::Progress;
use super::{Composition, Outcome, Set, SetPart};
use crate::diagnostics::Diagnostics;
use crate::pagination::PartPages;
use crate::typeset::links::{Anchors, Place, Resolver, SCHEME};
use crate::typeset::slim::Labelled;
use crate::typeset::source::{self, Part, Surroundings};
use crate::typeset::split_spreads::RECTO;

/// The prefix of the labels that mark where a term is used.
const USE: &str = "use-";

/// An edition while its parts are being laid out.
pub struct Assembly<'a> {
    composition: &'a Composition<'a>,
    /// Guessed page counters of answers and of what texts refer to.
    guessed: &'a BTreeMap<String, u64>,
    front: Option<SetPart>,
    /// The chapters and the back matter.
    parts: Vec<SetPart>,
    /// The number of their pages.
    count: usize,
    /// The page counter on the last of them.
    number: Option<u64>,
    /// The page counter at each anchor.
    pub numbers: BTreeMap<String, u64>,
    /// The pages on which terms are used; see [`Surroundings::uses`].
    uses: BTreeMap<String, Vec<(u64, String)>>,
}

impl<'a> Assembly<'a> {
    pub fn new(composition: &'a Composition<'a>, guessed: &'a BTreeMap<String, u64>) -> Self {
        Self {
            composition,
            guessed,
            front: None,
            parts: Vec::new(),
            count: 0,
            number: None,
            numbers: BTreeMap::new(),
            uses: BTreeMap::new(),
        }
    }

    /// Lays out all parts. Returns an outcome if it has to stop early.
    pub fn set(
        &mut self,
        is_likely: &dyn Fn(usize) -> bool,
        diagnostics: &mut Diagnostics,
    ) -> Option<Outcome> {
        let manuscript = self.composition.manuscript;
        let mut progress = Progress::new(manuscript);
        for (index, part) in Part::all(manuscript).into_iter().enumerate() {
            if part == Part::Front {
                continue;
            }
            if !self.set_part(index, part, diagnostics) {
                return Some(Outcome::Failed);
            }
            if let Part::Chapter(place) = part
                && let Some(likely) = progress.after(place, self.count)
                && likely.iter().all(|pages| !is_likely(*pages))
            {
                return Some(Outcome::WrongGutter(likely[1]));
            }
        }
        let surroundings = Surroundings {
            elsewhere: self.known(source::references(manuscript, Part::Front)),
            ..Surroundings::default()
        };
        let part = Some((Part::Front, &surroundings));
        let none = BTreeMap::new();
        self.front = self.composition.set_part(0, part, 0, &none, diagnostics);
        self.front.is_none().then_some(Outcome::Failed)
    }

    /// The page counters of some anchors, as far as they are known or guessed.
    fn known(&self, ids: Vec<&str>) -> BTreeMap<String, u64> {
        let known = ids.into_iter().filter_map(|id| {
            let number = self.numbers.get(id).or_else(|| self.guessed.get(id))?;
            Some((id.to_owned(), *number))
        });
        known.collect()
    }

    fn set_part(&mut self, index: usize, part: Part, diagnostics: &mut Diagnostics) -> bool {
        let composition = self.composition;
        // Where pages are set as spreads, a single recto comes before them.
        let skipped = if composition.fold.is_some() || self.count % 2 == 1 {
            1
        } else {
            2
        };
        let surroundings = Surroundings {
            after: Some((skipped, self.number)),
            elsewhere: self.known(source::references(composition.manuscript, part)),
            uses: match part {
                Part::Index => std::mem::take(&mut self.uses),
                Part::Front | Part::Chapter(_) | Part::Notes | Part::Glossary | Part::Key => {
                    BTreeMap::new()
                }
            },
        };
        let around = Some((part, &surroundings));
        let set = composition.set_part(index, around, skipped, self.guessed, diagnostics);
        let Some(mut set) = set else { return false };
        let known = &mut set.known;
        for (place, (label, page)) in known.labels.iter_mut().enumerate() {
            let number = known.pages.get(*page).map_or(0, |page| page.number);
            let number = composition.counted(number);
            if let Some(name) = label.strip_prefix(USE) {
                if matches!(part, Part::Chapter(_) | Part::Notes) {
                    let pages = self.uses.entry(name.to_owned()).or_default();
                    if pages.last().is_none_or(|(last, _)| *last != number) {
                        *label = format!("{label}@{number}");
                        pages.push((number, format!("{SCHEME}{label}")));
                        if let Some(laid_out) = &mut set.laid_out {
                            laid_out.labelled[place].label.clone_from(label);
                        }
                    }
                }
            } else {
                self.numbers.entry(label.clone()).or_insert(number);
            }
        }
        self.count += known.pages.len();
        let last = known
            .pages
            .last()
            .map(|page| composition.counted(page.number));
        self.number = last.or(self.number);
        self.parts.push(set);
        true
    }

    /// Whether every guessed page number is right, or at least has the right number of digits.
    pub fn guessed_well(&self) -> bool {
        let is_right = |(id, guess): (&String, &u64)| {
            let number = self.numbers.get(id);
            number.is_none_or(|number| number == guess)
        };
        // Digits that cannot be replaced are right in any case if the guess is.
        if self.guessed.iter().all(is_right) {
            return true;
        }
        let labels = PartPages::anchors(self.parts.iter().map(|part| &part.known));
        let fits =
            |name: &str, digits: usize| labels.get(name).is_none_or(|label| label.len() == digits);
        let mut guesses = self.parts.iter().flat_map(|part| &part.known.guesses);
        // On facing pages each language refers to its own page.
        guesses.all(|(id, digits)| fits(id, *digits) && fits(&format!("{id}{RECTO}"), *digits))
    }

    /// Joins the parts.
    pub fn finish(self) -> Set {
        let composition = self.composition;
        let mut set = Set::default();
        let mut anchors = Anchors::new();
        for (place, mut part) in self.front.into_iter().chain(self.parts).enumerate() {
            if place == 0 && composition.fold.is_none() {
                // The text proper begins on a recto.
                part.fill(2);
            }
            if let Some(laid_out) = &part.laid_out {
                extend(&mut anchors, &laid_out.labelled, set.pages.len());
            }
            set.add(part);
        }
        Resolver {
            anchors: &anchors,
            languages: composition.manuscript.languages,
            has_own_pages: composition.fold.is_some(),
            guessed: self.guessed,
        }
        .resolve(&mut set.pages);
        set
    }
}

/// Adds the anchors of a part that follows a number of other pages.
fn extend(anchors: &mut Anchors, labelled: &[Labelled], before: usize) {
    for one in labelled {
        let place = Place {
            location: one.location,
            page: before + one.page,
        };
        anchors.entry(one.label.clone()).or_insert(place);
    }
}
