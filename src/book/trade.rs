//! What bookshops and libraries are told beside the bibliographic facts.

use std::collections::BTreeMap;

use super::{Supplier, Supply};

/// Trade metadata: `trade:` in `book.yaml`.
#[derive(Debug, Clone, Default)]
pub struct TradeData {
    pub codes: Vec<SubjectCode>,
    /// The number of the edition of the text, from 1.
    pub edition: Option<u32>,
    pub audiences: Vec<Audience>,
    /// Where readers ask about accessibility: a web or mail address.
    pub contact: Option<String>,
    pub exemption: Option<Exemption>,
    /// Who supplies the editions; the publisher if not given.
    pub supplier: Option<Supplier>,
    /// Availability and prices, by the name of the edition.
    pub supply: BTreeMap<String, Supply>,
}

/// A subject in a classification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectCode {
    pub scheme: SubjectScheme,
    pub code: String,
}

/// A classification of subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectScheme {
    /// BISAC Subject Headings.
    Bisac,
    /// Thema subject categories and qualifiers.
    Thema,
    /// The Chinese Library Classification (中国图书馆分类法).
    Clc,
}

impl SubjectScheme {
    /// Its name in the EPUB registry of subject authorities.
    pub fn authority(self) -> &'static str {
        match self {
            Self::Bisac => "BISAC",
            Self::Thema => "Thema",
            Self::Clc => "CLC",
        }
    }
}

/// For whom a book is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    General,
    Children,
    Teenage,
    Schools,
    HigherEducation,
    Professional,
    AdultEducation,
    LanguageLearning,
}

impl Audience {
    /// Its name in the book's YAML and in EPUBs.
    pub fn name(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Children => "children",
            Self::Teenage => "teenage",
            Self::Schools => "schools",
            Self::HigherEducation => "higher-education",
            Self::Professional => "professional",
            Self::AdultEducation => "adult-education",
            Self::LanguageLearning => "language-learning",
        }
    }
}

/// Why an e-book need not be accessible under the European Accessibility Act (Directive (EU) 2019/882).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exemption {
    /// Article 4 (5).
    MicroEnterprise,
    /// Article 14 (1) (b).
    DisproportionateBurden,
    /// Article 14 (1) (a).
    FundamentalAlteration,
}
