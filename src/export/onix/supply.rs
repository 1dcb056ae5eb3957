//! The supply of a product: who has it, whether it can be had, and what it costs.

use super::{day, field, publisher, sides};
use crate::book::{Availability, Price, Supplier, SupplierRole, Supply, Tax, Territory};
use crate::manuscript::Manuscript;
use crate::xml::El;

/// The supply of an edition, if the book tells it.
pub fn of<'m>(manuscript: &Manuscript<'m>) -> Option<&'m Supply> {
    let supplies = &manuscript.book.trade.supply;
    supplies.get(&manuscript.edition.name)
}

/// List 1: a record of what is forthcoming is an advance notification, any other a confirmation.
pub fn notification(manuscript: &Manuscript<'_>) -> &'static str {
    match of(manuscript).map(|supply| supply.availability) {
        Some(Availability::Forthcoming) => "02",
        Some(
            Availability::Available
            | Availability::ToOrder
            | Availability::PrintOnDemand
            | Availability::OutOfStock
            | Availability::OutOfPrint
            | Availability::Withdrawn,
        )
        | None => "03",
    }
}

/// List 64: the publishing status, which for files has a word of its own for what is out of print.
pub fn status(manuscript: &Manuscript<'_>) -> &'static str {
    let is_printed = manuscript.edition.binding().is_some();
    match of(manuscript).map(|supply| supply.availability) {
        Some(Availability::Forthcoming) => "02",
        Some(
            Availability::Available
            | Availability::ToOrder
            | Availability::PrintOnDemand
            | Availability::OutOfStock,
        )
        | None => "04",
        Some(Availability::OutOfPrint) if is_printed => "07",
        Some(Availability::OutOfPrint) => "17",
        Some(Availability::Withdrawn) => "11",
    }
}

/// List 65.
fn availability(availability: Availability) -> &'static str {
    match availability {
        Availability::Forthcoming => "10",
        Availability::Available => "20",
        Availability::ToOrder => "22",
        Availability::PrintOnDemand => "23",
        Availability::OutOfStock => "31",
        Availability::OutOfPrint => "51",
        Availability::Withdrawn => "46",
    }
}

/// List 163: the end of an embargo on sales.
pub fn embargo(manuscript: &Manuscript<'_>) -> Option<El> {
    let date = of(manuscript)?.on_sale?;
    Some(
        El::new("PublishingDate")
            .with(field("PublishingDateRole", "02"))
            .with(field("Date", day(date)).attr("dateformat", "00")),
    )
}

/// The whole element.
pub fn product_supply(manuscript: &Manuscript<'_>) -> Option<El> {
    let supply = of(manuscript)?;
    let mut detail = El::new("SupplyDetail")
        .with(supplier(manuscript)?)
        .with(field(
            "ProductAvailability",
            availability(supply.availability),
        ));
    let expected = match supply.availability {
        Availability::Forthcoming => supply.expected.or(supply.on_sale).or(manuscript.book.date),
        Availability::OutOfStock => supply.expected,
        Availability::Available
        | Availability::ToOrder
        | Availability::PrintOnDemand
        | Availability::OutOfPrint
        | Availability::Withdrawn => None,
    };
    if let Some(date) = expected {
        // List 166: the day on which copies are expected.
        detail = detail.with(
            El::new("SupplyDate")
                .with(field("SupplyDateRole", "08"))
                .with(field("Date", day(date)).attr("dateformat", "00")),
        );
    }
    if supply.prices.is_empty() {
        // List 57: to be announced, or the supplier knows.
        let is_forthcoming = supply.availability == Availability::Forthcoming;
        let why = if is_forthcoming { "02" } else { "04" };
        detail = detail.with(field("UnpricedItemType", why));
    }
    let detail = detail.with_all(supply.prices.iter().map(price));
    Some(El::new("ProductSupply").with(detail))
}

/// `None` only if the book names nobody at all.
fn supplier(manuscript: &Manuscript<'_>) -> Option<El> {
    let book = manuscript.book;
    let own = book.trade.supplier.as_ref();
    let name = own.and_then(|supplier| supplier.name.as_ref());
    let name = name.or_else(|| publisher(book))?;
    let (lead, _) = sides(manuscript.edition);
    let role = own.map_or(SupplierRole::Publisher, |supplier| supplier.role);
    // List 93, and list 73: the publisher's site, or another supplier's.
    let (role, site) = match role {
        SupplierRole::Publisher => ("01", "01"),
        SupplierRole::Direct => ("09", "01"),
        SupplierRole::ExclusiveDistributor => ("02", "33"),
        SupplierRole::Distributor => ("03", "33"),
        SupplierRole::Wholesaler => ("04", "33"),
        SupplierRole::Printer => ("07", "33"),
    };
    Some(
        El::new("Supplier")
            .with(field("SupplierRole", role))
            .with(field("SupplierName", name.get(lead).plain()))
            .with_all(own.and_then(|supplier| contact(supplier, site))),
    )
}

fn contact(supplier: &Supplier, site: &'static str) -> Option<El> {
    let address = supplier.contact.as_deref()?;
    Some(match address.strip_prefix("mailto:") {
        Some(mail) => field("EmailAddress", mail),
        None => El::new("Website")
            .with(field("WebsiteRole", site))
            .with(field("WebsiteLink", address)),
    })
}

fn price(price: &Price) -> El {
    // List 58: recommended or fixed, without or with tax.
    let kind = match (price.is_fixed, price.tax) {
        (false, Tax::Excluded) => "01",
        (false, Tax::Included) => "02",
        (true, Tax::Excluded) => "03",
        (true, Tax::Included) => "04",
    };
    let mut out = El::new("Price").with(field("PriceType", kind));
    if price.is_free() {
        // List 57: free of charge.
        out = out.with(field("UnpricedItemType", "01"));
    } else {
        out = out.with(field("PriceAmount", price.amount.as_str()));
        if let Some(rate) = &price.rate {
            out = out.with(El::new("Tax").with(field("TaxRatePercent", rate.as_str())));
        }
        out = out.with(field("CurrencyCode", price.currency.as_str()));
    }
    out.with(territory(&price.territory))
}

fn territory(territory: &Territory) -> El {
    match territory {
        Territory::Countries(countries) => {
            El::new("Territory").with(field("CountriesIncluded", countries.join(" ")))
        }
        Territory::World { except } => {
            let excluded =
                (!except.is_empty()).then(|| field("CountriesExcluded", except.join(" ")));
            El::new("Territory")
                .with(field("RegionsIncluded", "WORLD"))
                .with_all(excluded)
        }
    }
}
