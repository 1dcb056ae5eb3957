//! How the languages of an edition are set on pages.

use super::{Arrangement, Balance, Binding, LAYOUTS, Languages, Layout, Page, PairSync};

/// A layout and the options chosen in it. Setters check each option, so every value is valid for its layout.
#[derive(Debug, Clone, PartialEq)]
pub struct PageSetup {
    layout: &'static Layout,
    page: Page,
    binding: Binding,
    columns: Option<(f64, f64)>,
    sync: PairSync,
    balance: Balance,
}

/// Why an option cannot be used in the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// The layout takes two languages, the edition has one.
    NeedsBoth,
    /// The layout takes one language, the edition has two.
    NeedsOne,
    /// Column widths can be set only in a layout of columns.
    NotInColumns,
    /// Levels can be set only for languages that are side by side.
    NotBeside,
    /// Only facing pages can be balanced.
    NotFacing,
}

impl PageSetup {
    /// A layout with its defaults, for an edition in these languages.
    ///
    /// # Errors
    /// When the layout takes a different number of languages.
    pub fn new(layout: &'static Layout, languages: Languages) -> Result<Self, Unfit> {
        match (languages, layout.arrangement) {
            (
                Languages::Only(_),
                Arrangement::Columns | Arrangement::Facing | Arrangement::Stacked,
            ) => Err(Unfit::NeedsBoth),
            (Languages::Both { .. }, Arrangement::Single) => Err(Unfit::NeedsOne),
            (Languages::Only(_), Arrangement::Single)
            | (
                Languages::Both { .. },
                Arrangement::Columns | Arrangement::Facing | Arrangement::Stacked,
            ) => Ok(Self::of(layout)),
        }
    }

    /// The layout with this arrangement; for a single language, the layout for one, whatever the arrangement.
    pub fn for_languages(languages: Languages, arrangement: Arrangement) -> Self {
        let arrangement = match languages {
            Languages::Only(_) => Arrangement::Single,
            Languages::Both { .. } => arrangement,
        };
        let layout = LAYOUTS
            .iter()
            .find(|layout| layout.arrangement == arrangement);
        Self::of(layout.unwrap_or(&LAYOUTS[0]))
    }

    fn of(layout: &'static Layout) -> Self {
        Self {
            layout,
            page: layout.page,
            binding: Binding::default(),
            columns: None,
            sync: PairSync::default(),
            balance: Balance::default(),
        }
    }

    /// The same setup with this page and binding.
    #[must_use]
    pub fn on(self, page: Page, binding: Binding) -> Self {
        Self {
            page,
            binding,
            ..self
        }
    }

    /// Sets the ratio of the two column widths.
    ///
    /// # Errors
    /// When the layout has no columns.
    pub fn set_columns(&mut self, columns: (f64, f64)) -> Result<(), Unfit> {
        if self.layout.arrangement != Arrangement::Columns {
            return Err(Unfit::NotInColumns);
        }
        self.columns = Some(columns);
        Ok(())
    }

    /// Sets where the languages are level.
    ///
    /// # Errors
    /// When they are not side by side.
    pub fn set_sync(&mut self, sync: PairSync) -> Result<(), Unfit> {
        if !self.layout.arrangement.is_beside() {
            return Err(Unfit::NotBeside);
        }
        self.sync = sync;
        Ok(())
    }

    /// Sets what is adjusted to leave little white space.
    ///
    /// # Errors
    /// When the languages are not on facing pages.
    pub fn set_balance(&mut self, balance: Balance) -> Result<(), Unfit> {
        if self.layout.arrangement != Arrangement::Facing {
            return Err(Unfit::NotFacing);
        }
        self.balance = balance;
        Ok(())
    }

    /// The layout itself.
    pub fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// How the layout arranges its languages.
    pub fn arrangement(&self) -> Arrangement {
        self.layout.arrangement
    }

    /// The page size after trimming.
    pub fn page(&self) -> Page {
        self.page
    }

    /// How the pages are printed and bound.
    pub fn binding(&self) -> Binding {
        self.binding
    }

    /// The ratio of the two column widths; `None` fits them to the text.
    pub fn columns(&self) -> Option<(f64, f64)> {
        self.columns
    }

    /// Where the languages are level.
    pub fn sync(&self) -> PairSync {
        self.sync
    }

    /// What is adjusted to leave little white space.
    pub fn balance(&self) -> Balance {
        self.balance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Side;

    const BOTH: Languages = Languages::Both { lead: Side::A };

    fn named(name: &str) -> &'static Layout {
        Layout::named(name).expect("a layout")
    }

    #[test]
    fn layouts_accept_only_their_number_of_languages() {
        let only = Languages::Only(Side::B);
        assert_eq!(PageSetup::new(named("facing"), only), Err(Unfit::NeedsBoth));
        assert_eq!(PageSetup::new(named("single"), BOTH), Err(Unfit::NeedsOne));
        assert!(PageSetup::new(named("single"), only).is_ok());
    }

    #[test]
    fn options_that_a_layout_would_ignore_are_rejected() {
        let mut stacked = PageSetup::new(named("stacked"), BOTH).expect("both languages");
        assert_eq!(stacked.set_columns((1.0, 2.0)), Err(Unfit::NotInColumns));
        assert_eq!(stacked.set_sync(PairSync::Start), Err(Unfit::NotBeside));
        assert_eq!(stacked.set_balance(Balance::Size), Err(Unfit::NotFacing));
        let mut facing = PageSetup::new(named("facing"), BOTH).expect("both languages");
        assert_eq!(facing.set_balance(Balance::Size), Ok(()));
        assert_eq!(facing.balance(), Balance::Size);
    }
}
