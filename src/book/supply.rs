//! Who supplies an edition, whether it can be had, and what it costs.

use super::{Date, Text};
use crate::lang::Pair;

/// What bookshops are told about the supply of one edition.
#[derive(Debug, Clone)]
pub struct Supply {
    pub availability: Availability,
    /// The day before which no copy may be sold.
    pub on_sale: Option<Date>,
    /// The day on which the supplier expects copies that it does not have.
    pub expected: Option<Date>,
    /// The price in each currency and territory; empty if none is announced.
    pub prices: Vec<Price>,
}

/// Whether an edition can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    Forthcoming,
    Available,
    ToOrder,
    PrintOnDemand,
    OutOfStock,
    OutOfPrint,
    Withdrawn,
}

/// What a copy costs in some countries.
#[derive(Debug, Clone)]
pub struct Price {
    /// A decimal number, as written; it is never calculated with.
    pub amount: String,
    /// A code of ISO 4217.
    pub currency: String,
    pub territory: Territory,
    pub tax: Tax,
    /// In per cent of the price without tax.
    pub rate: Option<String>,
    /// Whether shops may ask neither more nor less.
    pub is_fixed: bool,
}

impl Price {
    /// Whether copies cost nothing.
    pub fn is_free(&self) -> bool {
        !self.amount.contains(|c: char| matches!(c, '1'..='9'))
    }
}

/// Whether a price contains the tax on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tax {
    Included,
    Excluded,
}

/// Where a price holds. Countries are codes of ISO 3166-1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Territory {
    World { except: Vec<String> },
    Countries(Vec<String>),
}

impl Territory {
    /// A country that is part of both, if there is one. Of the whole world twice, `WORLD`.
    pub fn shared_with(&self, other: &Self) -> Option<String> {
        match (self, other) {
            (Self::World { .. }, Self::World { .. }) => Some("WORLD".to_owned()),
            (Self::Countries(some), Self::Countries(others)) => {
                some.iter().find(|one| others.contains(one)).cloned()
            }
            (Self::World { except }, Self::Countries(some))
            | (Self::Countries(some), Self::World { except }) => {
                some.iter().find(|one| !except.contains(one)).cloned()
            }
        }
    }
}

/// From whom shops get copies, or readers.
#[derive(Debug, Clone)]
pub struct Supplier {
    /// The publisher's, if not given.
    pub name: Option<Pair<Text>>,
    pub role: SupplierRole,
    /// A web or mail address for orders.
    pub contact: Option<String>,
}

/// What a supplier is to the publisher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SupplierRole {
    /// The publisher itself, which supplies shops.
    Publisher,
    /// The publisher itself, which sells to readers.
    Direct,
    ExclusiveDistributor,
    Distributor,
    Wholesaler,
    /// Prints each copy that is ordered.
    Printer,
}
