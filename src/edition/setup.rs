//! How the languages of an edition are set on pages.

use super::{Balance, Binding, LAYOUTS, Languages, Layout, Page, PairSync, Stands};

/// A layout with what may be chosen in it. It can only be had where it fits: each choice is checked as it is made.
#[derive(Debug, Clone, PartialEq)]
pub struct PageSetup {
    layout: &'static Layout,
    page: Page,
    binding: Binding,
    columns: Option<(f64, f64)>,
    sync: PairSync,
    balance: Balance,
}

/// Why a choice does not fit the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// The layout is for two languages.
    NeedsBoth,
    /// The layout is for one language.
    NeedsOne,
    /// Only columns have widths of their own.
    NotInColumns,
    /// Only what stands side by side can be level.
    NotBeside,
    /// Only facing pages are balanced.
    NotFacing,
}

impl PageSetup {
    /// A layout as it is, for some languages.
    ///
    /// # Errors
    /// When the layout is for fewer languages, or for more.
    pub fn new(layout: &'static Layout, languages: Languages) -> Result<Self, Unfit> {
        match (languages, layout.stands) {
            (Languages::Only(_), Stands::Columns | Stands::Pages | Stands::Stacked) => {
                Err(Unfit::NeedsBoth)
            }
            (Languages::Both { .. }, Stands::Alone) => Err(Unfit::NeedsOne),
            (Languages::Only(_), Stands::Alone)
            | (Languages::Both { .. }, Stands::Columns | Stands::Pages | Stands::Stacked) => {
                Ok(Self::of(layout))
            }
        }
    }

    /// The layout of all languages, one under the other or side by side; of one language the layout for one.
    pub fn for_languages(languages: Languages, stands: Stands) -> Self {
        let stands = match languages {
            Languages::Only(_) => Stands::Alone,
            Languages::Both { .. } => stands,
        };
        let layout = LAYOUTS.iter().find(|layout| layout.stands == stands);
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

    /// The same on another page, bound in another way.
    #[must_use]
    pub fn on(self, page: Page, binding: Binding) -> Self {
        Self {
            page,
            binding,
            ..self
        }
    }

    /// Sets the widths of the two columns to one another.
    ///
    /// # Errors
    /// When the layout has no columns.
    pub fn set_columns(&mut self, columns: (f64, f64)) -> Result<(), Unfit> {
        if self.layout.stands != Stands::Columns {
            return Err(Unfit::NotInColumns);
        }
        self.columns = Some(columns);
        Ok(())
    }

    /// Sets where the languages are level.
    ///
    /// # Errors
    /// When they do not stand side by side.
    pub fn set_sync(&mut self, sync: PairSync) -> Result<(), Unfit> {
        if !self.layout.stands.is_beside() {
            return Err(Unfit::NotBeside);
        }
        self.sync = sync;
        Ok(())
    }

    /// Sets what is chosen so that little is left white.
    ///
    /// # Errors
    /// When the languages do not stand on facing pages.
    pub fn set_balance(&mut self, balance: Balance) -> Result<(), Unfit> {
        if self.layout.stands != Stands::Pages {
            return Err(Unfit::NotFacing);
        }
        self.balance = balance;
        Ok(())
    }

    pub fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// How its languages stand to one another.
    pub fn stands(&self) -> Stands {
        self.layout.stands
    }

    pub fn page(&self) -> Page {
        self.page
    }

    pub fn binding(&self) -> Binding {
        self.binding
    }

    /// The widths of the two columns to one another; `None` fits them to the text.
    pub fn columns(&self) -> Option<(f64, f64)> {
        self.columns
    }

    pub fn sync(&self) -> PairSync {
        self.sync
    }

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
    fn a_layout_is_had_for_the_languages_that_it_sets() {
        let only = Languages::Only(Side::B);
        assert_eq!(PageSetup::new(named("facing"), only), Err(Unfit::NeedsBoth));
        assert_eq!(PageSetup::new(named("single"), BOTH), Err(Unfit::NeedsOne));
        assert!(PageSetup::new(named("single"), only).is_ok());
    }

    #[test]
    fn a_choice_that_the_layout_would_ignore_is_refused() {
        let mut stacked = PageSetup::new(named("stacked"), BOTH).expect("both languages");
        assert_eq!(stacked.set_columns((1.0, 2.0)), Err(Unfit::NotInColumns));
        assert_eq!(stacked.set_sync(PairSync::Start), Err(Unfit::NotBeside));
        assert_eq!(stacked.set_balance(Balance::Size), Err(Unfit::NotFacing));
        let mut facing = PageSetup::new(named("facing"), BOTH).expect("both languages");
        assert_eq!(facing.set_balance(Balance::Size), Ok(()));
        assert_eq!(facing.balance(), Balance::Size);
    }
}
