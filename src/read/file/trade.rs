//! What bookshops and libraries are told.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::read::shape::{At, Keyed, RawText, Several};

/// What bookshops and libraries are told.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TradeMetadataFile {
    /// BISAC Subject Headings, such as `LAN012000`, the most important one first.
    pub bisac: Option<At<Vec<At<String>>>>,
    /// Thema subject categories and qualifiers, such as `CFP`, the most important one first.
    pub thema: Option<At<Vec<At<String>>>>,
    /// Classes of the Chinese Library Classification (中图分类号), such as `TS812`.
    pub clc: Option<At<Vec<At<String>>>>,
    /// The number of the edition of the text.
    pub edition: Option<At<u32>>,
    /// For whom the book is.
    pub audience: Option<At<Vec<At<ReadersFile>>>>,
    /// Where readers ask about accessibility: `https://…` or `mailto:…`.
    pub contact: Option<At<String>>,
    /// Why the e-books need not be accessible under the European Accessibility Act.
    pub exemption: Option<At<ExemptionFile>>,
    /// From whom shops get copies. Default: from the publisher.
    pub supplier: Option<At<SupplierFile>>,
    /// Whether an edition can be had, and what it costs, by the name of the edition.
    pub supply: Option<At<Keyed<SupplyFile>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReadersFile {
    /// Everybody.
    General,
    /// Children.
    Children,
    /// Teenagers.
    Teenage,
    /// Primary and secondary schools.
    Schools,
    /// Universities.
    HigherEducation,
    /// Professionals and scholars.
    Professional,
    /// Adults who go on learning.
    AdultEducation,
    /// Those who learn a second language.
    LanguageLearning,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExemptionFile {
    /// The publisher is a micro-enterprise.
    MicroEnterprise,
    /// It would be a disproportionate burden.
    DisproportionateBurden,
    /// It would change what the book is.
    FundamentalAlteration,
}

/// From whom shops get copies.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupplierFile {
    /// The name. Default: that of the publisher.
    pub name: Option<At<RawText>>,
    /// What the supplier is to the publisher. Default: `publisher`.
    pub role: Option<At<SupplierRoleFile>>,
    /// Where to order: `https://…` or `mailto:…`.
    pub contact: Option<At<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SupplierRoleFile {
    /// The publisher itself, which supplies shops.
    Publisher,
    /// The publisher itself, which sells to readers.
    Direct,
    /// Its only distributor.
    ExclusiveDistributor,
    /// One of its distributors.
    Distributor,
    /// A wholesaler.
    Wholesaler,
    /// A printer that prints each copy when it is ordered.
    Printer,
}

/// The supply of an edition.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupplyFile {
    /// Whether it can be had. Default: `available`.
    pub availability: Option<At<AvailabilityFile>>,
    /// The day before which no copy may be sold, `YYYY-MM-DD`.
    #[serde(rename = "on-sale")]
    pub on_sale: Option<At<String>>,
    /// The day on which copies are expected that cannot be had yet, `YYYY-MM-DD`.
    pub expected: Option<At<String>>,
    /// What it costs, in each currency and territory.
    pub prices: Option<At<Vec<At<PriceFile>>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AvailabilityFile {
    /// Not published yet.
    Forthcoming,
    /// Published, and can be had.
    Available,
    /// Not in stock, but got for those who order it.
    ToOrder,
    /// Printed when it is ordered.
    PrintOnDemand,
    /// Out of stock for now.
    OutOfStock,
    /// No longer supplied.
    OutOfPrint,
    /// Withdrawn from sale.
    Withdrawn,
}

/// What a copy costs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceFile {
    /// The price, such as `18.00`; `0` if it is free.
    pub amount: At<String>,
    /// The currency, by its code in ISO 4217, such as `CNY`.
    pub currency: At<String>,
    /// Where the price holds: country codes of ISO 3166-1, such as `CN`, or `WORLD`. Default: `WORLD`.
    pub countries: Option<At<Several<String>>>,
    /// The countries where a price for the `WORLD` does not hold.
    pub except: Option<At<Several<String>>>,
    /// Whether the price contains tax. Default: `included`.
    pub tax: Option<At<TaxFile>>,
    /// The rate of the tax in per cent.
    pub rate: Option<At<String>>,
    /// Whether shops must ask this price. Without it, it is recommended.
    pub fixed: Option<At<bool>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TaxFile {
    /// The tax is part of the price.
    Included,
    /// The tax is added to the price.
    Excluded,
}
