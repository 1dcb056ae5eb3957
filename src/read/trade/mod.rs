//! Reads `trade:`, what bookshops and libraries are told.

mod supply;

use super::file::{BookFile, ExemptionFile, ReadersFile, TradeMetadataFile};
use super::inline;
use super::settings::invalid;
use super::shape::{At, items};
use crate::book::{Audience, Exemption, SubjectCode, SubjectScheme, Text, TradeData};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::Edition;
use crate::lang::Pair;
use crate::message::{Message, message};

/// The trade metadata of a book; empty if there are none. `supplier` is the supplier's name, if it is given.
pub fn trade(
    book: &BookFile,
    supplier: Option<Pair<Text>>,
    editions: &[Edition],
    diagnostics: &mut Diagnostics,
) -> TradeData {
    let Some(file) = book.trade.as_ref().and_then(|trade| trade.value.as_ref()) else {
        return TradeData::default();
    };
    TradeData {
        codes: codes(file, diagnostics),
        edition: edition(file.edition.as_ref(), diagnostics),
        audiences: items(file.audience.as_ref())
            .filter_map(|readers| readers.value)
            .map(audience)
            .collect(),
        contact: contact(file.contact.as_ref(), diagnostics),
        exemption: file
            .exemption
            .as_ref()
            .and_then(|exemption| exemption.value)
            .map(|why| match why {
                ExemptionFile::MicroEnterprise => Exemption::MicroEnterprise,
                ExemptionFile::DisproportionateBurden => Exemption::DisproportionateBurden,
                ExemptionFile::FundamentalAlteration => Exemption::FundamentalAlteration,
            }),
        supplier: file
            .supplier
            .as_ref()
            .and_then(|at| at.value.as_ref())
            .map(|file| supply::supplier(file, supplier, diagnostics)),
        supply: supply::supply(book, file, editions, diagnostics),
    }
}

fn audience(readers: ReadersFile) -> Audience {
    match readers {
        ReadersFile::General => Audience::General,
        ReadersFile::Children => Audience::Children,
        ReadersFile::Teenage => Audience::Teenage,
        ReadersFile::Schools => Audience::Schools,
        ReadersFile::HigherEducation => Audience::HigherEducation,
        ReadersFile::Professional => Audience::Professional,
        ReadersFile::AdultEducation => Audience::AdultEducation,
        ReadersFile::LanguageLearning => Audience::LanguageLearning,
    }
}

fn edition(number: Option<&At<u32>>, diagnostics: &mut Diagnostics) -> Option<u32> {
    let at = number?;
    if at.value == Some(0) {
        diagnostics.push(
            Diagnostic::new(Code::YamlValue, message!("editions are numbered from 1"))
                .at(at.at)
                .hint(message!("write 1 or more, or remove the key")),
        );
    }
    at.value
}

fn contact(address: Option<&At<String>>, diagnostics: &mut Diagnostics) -> Option<String> {
    let at = address?;
    let text = at.value.as_deref()?;
    let Ok(address) = inline::address(text) else {
        diagnostics.push(invalid(
            at,
            message!("`{}` is neither a web nor a mail address", text),
            message!("write `https://…` or `mailto:…`"),
        ));
        return None;
    };
    Some(address)
}

fn codes(file: &TradeMetadataFile, diagnostics: &mut Diagnostics) -> Vec<SubjectCode> {
    let mut all = Vec::new();
    for (scheme, list) in [
        (SubjectScheme::Bisac, &file.bisac),
        (SubjectScheme::Thema, &file.thema),
        (SubjectScheme::Clc, &file.clc),
    ] {
        for at in items(list.as_ref()) {
            let Some(text) = &at.value else { continue };
            let code = text.trim().to_owned();
            let own = SubjectCode { scheme, code };
            if all.contains(&own) {
                diagnostics.push(invalid(
                    at,
                    message!("the code `{}` is listed twice", own.code),
                    message!("remove one of the two; the first is the most important"),
                ));
            } else if has_form(scheme, &own.code) {
                all.push(own);
            } else {
                diagnostics.push(invalid(
                    at,
                    message!("`{}` is not a code of {}", text, scheme.authority()),
                    form(scheme),
                ));
            }
        }
    }
    all
}

/// Whether a code has the form that its scheme prescribes; which codes exist changes every year.
fn has_form(scheme: SubjectScheme, code: &str) -> bool {
    let is_upper = |c: char| c.is_ascii_uppercase();
    let is_digit = |c: char| c.is_ascii_digit();
    match scheme {
        SubjectScheme::Bisac => {
            let (letters, digits) = code.split_at_checked(3).unwrap_or((code, ""));
            letters.len() == 3
                && letters.chars().all(is_upper)
                && digits.len() == 6
                && digits.chars().all(is_digit)
        }
        // A qualifier begins with a digit from 1 to 6.
        SubjectScheme::Thema => {
            code.starts_with(|c: char| is_upper(c) || ('1'..='6').contains(&c))
                && code.chars().all(|c| is_upper(c) || is_digit(c) || c == '-')
        }
        SubjectScheme::Clc => {
            code.starts_with(is_upper)
                && code
                    .chars()
                    .all(|c| is_upper(c) || is_digit(c) || "./-+=()\"<>:#".contains(c))
        }
    }
}

fn form(scheme: SubjectScheme) -> Message {
    match scheme {
        SubjectScheme::Bisac => {
            message!("write three capital letters and six digits, as in `LAN012000`")
        }
        SubjectScheme::Thema => message!("write capital letters and digits, as in `CFP` or `1FPC`"),
        SubjectScheme::Clc => {
            message!("write a capital letter and what follows it, as in `TS812` or `H319.4`")
        }
    }
}
