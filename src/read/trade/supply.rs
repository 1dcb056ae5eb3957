//! Reads `supply:` and `supplier:`: whether an edition can be had, from whom, and what it costs.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::contact;
use crate::book::{
    Availability, Date, Price, Supplier, SupplierRole, Supply, Tax, Territory, Text,
};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::Edition;
use crate::lang::Pair;
use crate::message::{list, message};
use crate::read::file::{
    AvailabilityFile, BookFile, PriceFile, SupplierFile, SupplierRoleFile, SupplyFile, TaxFile,
    TradeMetadataFile,
};
use crate::read::names::nearest;
use crate::read::settings::{self, invalid};
use crate::read::shape::{At, Keyed, Several, items};
use crate::source::Span;

/// The currencies by code, with the number of decimals that their amounts have.
static CURRENCIES: LazyLock<BTreeMap<&str, usize>> = LazyLock::new(|| {
    let lines = lines(include_str!("iso-4217.txt")).filter_map(|line| line.split_once(' '));
    lines
        .filter_map(|(code, decimals)| Some((code, decimals.parse().ok()?)))
        .collect()
});

/// The codes of the countries.
static COUNTRIES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let lines = lines(include_str!("iso-3166.txt"));
    lines.flat_map(str::split_whitespace).collect()
});

/// What stands for all countries.
const WORLD: &str = "WORLD";

/// Codes that people write, and those that are meant.
const MEANT: [(&str, &str); 8] = [
    ("RMB", "CNY"),
    ("CNH", "CNY"),
    ("NTD", "TWD"),
    ("UKP", "GBP"),
    ("STG", "GBP"),
    ("UK", "GB"),
    ("EL", "GR"),
    ("ALL", WORLD),
];

fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

/// The supplier of the editions. `name` is its name, already parsed.
pub fn supplier(
    file: &SupplierFile,
    name: Option<Pair<Text>>,
    diagnostics: &mut Diagnostics,
) -> Supplier {
    let role = file.role.as_ref().and_then(|role| role.value);
    Supplier {
        name,
        role: match role {
            None | Some(SupplierRoleFile::Publisher) => SupplierRole::Publisher,
            Some(SupplierRoleFile::Direct) => SupplierRole::Direct,
            Some(SupplierRoleFile::ExclusiveDistributor) => SupplierRole::ExclusiveDistributor,
            Some(SupplierRoleFile::Distributor) => SupplierRole::Distributor,
            Some(SupplierRoleFile::Wholesaler) => SupplierRole::Wholesaler,
            Some(SupplierRoleFile::Printer) => SupplierRole::Printer,
        },
        contact: contact(file.contact.as_ref(), diagnostics),
    }
}

/// The supply of each edition that has any.
pub fn supply(
    book: &BookFile,
    file: &TradeMetadataFile,
    editions: &[Edition],
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Supply> {
    let mut all = BTreeMap::new();
    let Some(at) = &file.supply else { return all };
    let supplier = file.supplier.as_ref().and_then(|at| at.value.as_ref());
    let is_named = supplier.is_some_and(|supplier| supplier.name.is_some());
    if !is_named && book.publisher.is_none() && items(book.creators.as_ref()).next().is_none() {
        diagnostics.push(
            Diagnostic::new(
                Code::YamlKeyMissing,
                message!("nobody is named who supplies the editions"),
            )
            .at(at.at)
            .hint(message!(
                "add `publisher:` to book.yaml, or `supplier: { name: … }` to `trade:`"
            )),
        );
    }
    for (name, key, at) in at.value.iter().flat_map(Keyed::iter) {
        let sold = || editions.iter().filter(|one| one.is_sold());
        let Some(edition) = sold().find(|one| one.name == name) else {
            diagnostics.push(unsold(name, key, editions));
            continue;
        };
        if let Some(file) = &at.value {
            let supply = of_edition(file, key, edition, book, diagnostics);
            all.insert(name.to_owned(), supply);
        }
    }
    all
}

/// The diagnostic for the supply of an edition that is not there or not on sale.
fn unsold(name: &str, key: Span, editions: &[Edition]) -> Diagnostic {
    let is_there = editions.iter().any(|edition| edition.name == name);
    let sold = editions.iter().filter(|edition| edition.is_sold());
    let message = if is_there {
        message!("`{}` has a supply, but it is not on sale by itself", name)
    } else {
        message!("`{}` has a supply, but the book has no such edition", name)
    };
    Diagnostic::new(Code::YamlValue, message)
        .at(key)
        .hint(message!(
            "the editions on sale are {}",
            list(sold.map(|edition| edition.name.as_str()))
        ))
}

fn of_edition(
    file: &SupplyFile,
    key: Span,
    edition: &Edition,
    book: &BookFile,
    diagnostics: &mut Diagnostics,
) -> Supply {
    let availability = availability(file.availability.as_ref(), edition, diagnostics);
    let on_sale = settings::date(file.on_sale.as_ref(), diagnostics);
    let expected = expected(file, availability, key, book, diagnostics);
    let mut prices = Vec::new();
    let mut places = Vec::new();
    for at in items(file.prices.as_ref()) {
        let Some(price) = at.value.as_ref() else {
            continue;
        };
        if let Some(read) = self::price(price, diagnostics) {
            prices.push(read);
            places.push(at.at);
        }
    }
    for (index, price) in prices.iter().enumerate() {
        let same = prices[..index].iter().find_map(|other: &Price| {
            let is_alike = other.currency == price.currency
                && other.tax == price.tax
                && other.is_fixed == price.is_fixed;
            is_alike.then(|| other.territory.shared_with(&price.territory))?
        });
        if let Some(country) = same {
            diagnostics.push(
                Diagnostic::new(
                    Code::YamlValue,
                    message!("a second price in `{}` for `{}`", price.currency, country),
                )
                .at(places[index])
                .hint(message!(
                    "leave one price for each country and currency; `except:` takes countries out of the `WORLD`"
                )),
            );
        }
    }
    Supply {
        availability,
        on_sale,
        expected,
        prices,
    }
}

fn availability(
    at: Option<&At<AvailabilityFile>>,
    edition: &Edition,
    diagnostics: &mut Diagnostics,
) -> Availability {
    let Some((at, value)) = at.and_then(|at| Some((at, at.value?))) else {
        return Availability::Available;
    };
    // The name, if only printed copies can be in this state.
    let (availability, of_copies) = match value {
        AvailabilityFile::Forthcoming => (Availability::Forthcoming, None),
        AvailabilityFile::Available => (Availability::Available, None),
        AvailabilityFile::ToOrder => (Availability::ToOrder, Some("to-order")),
        AvailabilityFile::PrintOnDemand => (Availability::PrintOnDemand, Some("print-on-demand")),
        AvailabilityFile::OutOfStock => (Availability::OutOfStock, Some("out-of-stock")),
        AvailabilityFile::OutOfPrint => (Availability::OutOfPrint, None),
        AvailabilityFile::Withdrawn => (Availability::Withdrawn, None),
    };
    if let Some(name) = of_copies
        && edition.binding().is_none()
    {
        diagnostics.push(
            Diagnostic::new(
                Code::YamlValue,
                message!("`{}` is sold as a file, which is never `{}`", edition.name, name),
            )
            .at(at.at)
            .hint(message!(
                "write `available`, or give the edition `page: { binding: paperback }` if printed copies are sold"
            )),
        );
    }
    availability
}

/// The day on which copies are expected, which must be known of those that cannot be had yet.
fn expected(
    file: &SupplyFile,
    availability: Availability,
    key: Span,
    book: &BookFile,
    diagnostics: &mut Diagnostics,
) -> Option<Date> {
    let day = settings::date(file.expected.as_ref(), diagnostics);
    let (is_waited_for, is_known) = match availability {
        Availability::Forthcoming => (true, file.on_sale.is_some() || book.date.is_some()),
        Availability::OutOfStock => (true, false),
        Availability::Available
        | Availability::ToOrder
        | Availability::PrintOnDemand
        | Availability::OutOfPrint
        | Availability::Withdrawn => (false, true),
    };
    match &file.expected {
        None if !is_known => diagnostics.push(
            Diagnostic::new(
                Code::YamlKeyMissing,
                message!("`expected` is missing: shops must know when there are copies"),
            )
            .at(key)
            .hint(message!("add `expected: YYYY-MM-DD`")),
        ),
        Some(at) if !is_waited_for => diagnostics.push(
            Diagnostic::new(
                Code::YamlValue,
                message!("nobody waits for copies that can be had or never will be"),
            )
            .at(at.at)
            .hint(message!(
                "remove `expected:`, or write `availability: forthcoming` or `out-of-stock`"
            )),
        ),
        _ => {}
    }
    day
}

fn price(file: &PriceFile, diagnostics: &mut Diagnostics) -> Option<Price> {
    let currency = currency(&file.currency, diagnostics);
    let decimals = currency.and_then(|code| CURRENCIES.get(code).copied());
    let amount = amount(&file.amount, decimals, diagnostics);
    let territory = territory(file, diagnostics);
    let rate = file.rate.as_ref();
    let rate = rate.and_then(|at| self::rate(at, diagnostics));
    Some(Price {
        amount: amount?,
        currency: currency?.to_owned(),
        territory: territory?,
        tax: match file.tax.as_ref().and_then(|at| at.value) {
            None | Some(TaxFile::Included) => Tax::Included,
            Some(TaxFile::Excluded) => Tax::Excluded,
        },
        rate,
        is_fixed: file
            .fixed
            .as_ref()
            .and_then(|at| at.value)
            .unwrap_or_default(),
    })
}

/// The known code that is meant by another one.
fn meant<'a>(code: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let upper = code.to_uppercase();
    let right = MEANT.iter().find(|(wrong, _)| *wrong == upper);
    let right = right.map_or(upper.as_str(), |(_, right)| right);
    let same = known.clone().find(|one| *one == right);
    same.or_else(|| nearest(&upper, known))
}

fn currency(at: &At<String>, diagnostics: &mut Diagnostics) -> Option<&'static str> {
    let code = at.value.as_deref()?.trim();
    if let Some((known, _)) = CURRENCIES.get_key_value(code) {
        return Some(known);
    }
    diagnostics.push(invalid(
        at,
        message!("`{}` is not the code of a currency in use", code),
        match meant(code, CURRENCIES.keys().copied()) {
            Some(meant) => message!("did you mean `{}`?", meant),
            None => message!("write a code of ISO 4217, such as `CNY`, `EUR` or `USD`"),
        },
    ));
    None
}

/// The digits before the point of a decimal number and those after it; `None` if it is not one.
fn decimal(text: &str) -> Option<(&str, &str)> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = !whole.is_empty() && are_digits(whole) && are_digits(fraction);
    is_number.then_some((whole, fraction))
}

fn amount(
    at: &At<String>,
    decimals: Option<usize>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let text = at.value.as_deref()?.trim();
    let Some((whole, fraction)) = decimal(text).filter(|(whole, _)| whole.len() <= 9) else {
        diagnostics.push(invalid(
            at,
            message!("`{}` is not an amount", text),
            message!("write digits, and decimals after a point, as in `1280` or `18.00`"),
        ));
        return None;
    };
    if let Some(decimals) = decimals
        && fraction.len() > decimals
    {
        diagnostics.push(invalid(
            at,
            message!("`{}` has more decimals than the currency", text),
            match decimals {
                0 => message!("write it without decimals: `{}`", whole),
                most => message!("write no more than {} decimals", most),
            },
        ));
        return None;
    }
    Some(text.to_owned())
}

fn rate(at: &At<String>, diagnostics: &mut Diagnostics) -> Option<String> {
    let text = at.value.as_deref()?.trim();
    let number = text.strip_suffix('%').map_or(text, str::trim_end);
    let is_rate = decimal(number).is_some_and(|(whole, fraction)| {
        let whole = whole.trim_start_matches('0');
        let is_hundred = whole == "100" && fraction.bytes().all(|digit| digit == b'0');
        (whole.len() < 3 || is_hundred) && fraction.len() <= 3
    });
    if is_rate {
        return Some(number.to_owned());
    }
    diagnostics.push(invalid(
        at,
        message!("`{}` is not a rate of tax", text),
        message!("write per cent from 0 to 100, as in `7` or `5.5`"),
    ));
    None
}

fn codes(at: Option<&At<Several<String>>>) -> Option<&[At<String>]> {
    let several = at?.value.as_ref()?;
    Some(several.0.as_slice())
}

fn territory(file: &PriceFile, diagnostics: &mut Diagnostics) -> Option<Territory> {
    let except = codes(file.except.as_ref());
    let mut are_known = true;
    let mut known = |codes: &[At<String>], diagnostics: &mut Diagnostics| {
        let mut countries: Vec<String> = Vec::new();
        for at in codes {
            let Some(code) = at.value.as_deref().map(str::trim) else {
                continue;
            };
            if !COUNTRIES.contains(&code) {
                are_known = false;
                diagnostics.push(no_country(at, code));
            } else if countries.iter().any(|other| other == code) {
                diagnostics.push(invalid(
                    at,
                    message!("`{}` is listed twice", code),
                    message!("remove one of the two"),
                ));
            } else {
                countries.push(code.to_owned());
            }
        }
        countries
    };
    let countries = codes(file.countries.as_ref());
    let is_world = countries.is_none_or(
        |codes| matches!(codes, [one] if one.value.as_deref().map(str::trim) == Some(WORLD)),
    );
    let territory = if is_world {
        let except = known(except.unwrap_or_default(), diagnostics);
        Territory::World { except }
    } else {
        if let Some(at) = &file.except {
            diagnostics.push(
                Diagnostic::new(
                    Code::YamlValue,
                    message!("`except` belongs to a price for the whole world"),
                )
                .at(at.at)
                .hint(message!(
                    "leave the countries out of `countries:`, or write `countries: WORLD`"
                )),
            );
        }
        Territory::Countries(known(countries.unwrap_or_default(), diagnostics))
    };
    if let (Territory::Countries(list), Some(at)) = (&territory, &file.countries)
        && list.is_empty()
        && are_known
    {
        diagnostics.push(
            Diagnostic::new(Code::YamlValue, message!("the price holds in no country"))
                .at(at.at)
                .hint(message!("name countries, or remove the key")),
        );
    }
    are_known.then_some(territory)
}

fn no_country(at: &At<String>, code: &str) -> Diagnostic {
    let hint = if code == WORLD {
        message!(
            "write `countries: WORLD` alone, with countries that it leaves out under `except:`"
        )
    } else {
        match meant(code, COUNTRIES.iter().copied().chain([WORLD])) {
            Some(meant) => message!("did you mean `{}`?", meant),
            None => message!("write a code of ISO 3166-1, such as `CN`, or `WORLD` alone"),
        }
    };
    invalid(
        at,
        message!("`{}` is not the code of a country", code),
        hint,
    )
}
