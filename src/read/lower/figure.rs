//! Figures: one picture, or several side by side.

use super::words::TextRole;
use super::{Lower, items, picture};
use crate::book::{BlockKind, Figure, FigurePart, FigurePlace};
use crate::diagnostics::{Code, Diagnostic};
use crate::message::{Message, message};
use crate::read::file::{FigureFile, ImageFile, PlaceFile};
use crate::read::settings;
use crate::read::shape::{At, RawText};
use crate::source::Span;

/// The most pictures that stand side by side.
const MOST: usize = 6;

impl Lower<'_> {
    pub(super) fn figure(&mut self, figure: &FigureFile, at: Span) -> Option<BlockKind> {
        let parts = match &figure.images {
            None => {
                let part = self.part(
                    at,
                    figure.image.as_ref(),
                    figure.alt.as_ref(),
                    figure.decorative.as_ref(),
                    None,
                );
                vec![part?]
            }
            Some(images) => self.group(figure, images)?,
        };
        let place = figure.place.as_ref();
        let is_moved = matches!(
            place.and_then(|at| at.value),
            Some(PlaceFile::Top | PlaceFile::Page | PlaceFile::Bleed)
        );
        let turned = figure.turned.as_ref();
        let turned = turned.filter(|at| at.value == Some(true));
        if self.is_in_quiz && (is_moved || turned.is_some()) {
            self.say(
                Diagnostic::new(
                    Code::QuizBlock,
                    message!("a figure in a quiz stays where it is"),
                )
                .at(at)
                .hint(message!(
                    "move it out of the quiz, or remove `place:` and `turned:`"
                )),
            );
        } else if let Some(at) = place
            && self.in_box
            && is_moved
        {
            self.refuse(
                at.at,
                message!("a figure in a box cannot be moved out of it"),
                message!("move the figure out of the box, or remove `place:`"),
            );
        }
        if let (true, Some(at)) = (self.in_box, turned) {
            self.refuse(
                at.at,
                message!("a figure in a box cannot have a page of its own"),
                message!("move it out of the box, or remove `turned:`"),
            );
        }
        if let (Some(turned), Some(place)) = (turned, place)
            && place.value.is_some_and(|place| place != PlaceFile::Page)
        {
            self.refuse(
                turned.at,
                message!("a turned figure has a page of its own"),
                message!("remove `place:`, or `turned:`"),
            );
        }
        if let Some(place) = place
            && place.value == Some(PlaceFile::Bleed)
        {
            self.check_bleed(figure, place.at);
        }
        Some(BlockKind::Figure(Figure {
            parts,
            caption: figure.caption.as_ref().map(|words| self.noted(words)),
            width: settings::width(figure.width.as_ref(), &mut self.found.diagnostics),
            place: match place.and_then(|at| at.value) {
                None => FigurePlace::Near,
                Some(PlaceFile::Here) => FigurePlace::Here,
                Some(PlaceFile::Top) => FigurePlace::Top,
                Some(PlaceFile::Page) => FigurePlace::Page,
                Some(PlaceFile::Bleed) => FigurePlace::Bleed,
                Some(PlaceFile::Spread) => FigurePlace::Spread,
            },
            is_turned: turned.is_some(),
        }))
    }

    /// Reports what a picture that fills its page cannot be.
    fn check_bleed(&mut self, figure: &FigureFile, at: Span) {
        if figure.images.is_some() {
            self.refuse(
                at,
                message!("pictures side by side cannot fill a page to its edges"),
                message!("remove `place:`, or keep only one picture"),
            );
        }
        if let Some(width) = &figure.width {
            self.refuse(
                width.at,
                message!("a picture that fills its page has no width of its own"),
                message!("remove `width:`, or write `place: page`"),
            );
        }
        if self.outer.is_inside() {
            self.refuse(
                at,
                message!("a picture in a list cannot fill a page"),
                message!("move the figure out of the list, or remove `place:`"),
            );
        }
    }

    fn refuse(&mut self, at: Span, message: Message, hint: Message) {
        self.say(Diagnostic::new(Code::YamlValue, message).at(at).hint(hint));
    }

    /// The pictures of a group.
    fn group(
        &mut self,
        figure: &FigureFile,
        images: &At<Vec<At<ImageFile>>>,
    ) -> Option<Vec<FigurePart>> {
        let beside = [
            figure.image.as_ref().map(|at| ("image", at.at)),
            figure.alt.as_ref().map(|at| ("alt", at.at)),
            figure.decorative.as_ref().map(|at| ("decorative", at.at)),
        ];
        for (key, at) in beside.into_iter().flatten() {
            self.refuse(
                at,
                message!("a figure with `images` has no `{}` of its own", key),
                message!("move it to one of the `images`, or remove it"),
            );
        }
        if let Some(place) = &figure.place
            && place.value == Some(PlaceFile::Spread)
        {
            self.refuse(
                place.at,
                message!("pictures side by side cannot lie across the fold"),
                message!("remove `place:`, or keep only one picture"),
            );
        }
        let count = images.value.as_ref()?.len();
        if !(2..=MOST).contains(&count) {
            self.refuse(
                images.at,
                message!("2 to {} pictures stand side by side, not {}", MOST, count),
                message!("use `image:` for one picture, and several figures for more"),
            );
        }
        let parts = items(Some(images)).filter_map(|one| {
            let inner = one.value.as_ref()?;
            self.part(
                one.at,
                inner.image.as_ref(),
                inner.alt.as_ref(),
                inner.decorative.as_ref(),
                inner.caption.as_ref(),
            )
        });
        Some(parts.collect())
    }

    fn part(
        &mut self,
        at: Span,
        image: Option<&At<String>>,
        alt: Option<&At<RawText>>,
        decorative: Option<&At<bool>>,
        caption: Option<&At<RawText>>,
    ) -> Option<FigurePart> {
        let decorates = decorative.filter(|at| at.value == Some(true));
        match (alt, decorates) {
            (Some(_), Some(decorates)) => self.refuse(
                decorates.at,
                message!("a decorative picture needs no `alt`"),
                message!("keep one of the two"),
            ),
            (None, None) => self.say(
                Diagnostic::new(Code::YamlKeyMissing, message!("`{}:` is missing", "alt"))
                    .at(at)
                    .hint(message!("describe the picture under `alt:`, or write `decorative: true` if it says nothing")),
            ),
            (Some(_), None) | (None, Some(_)) => {}
        }
        let Some(image) = image else {
            self.say(
                Diagnostic::new(Code::YamlKeyMissing, message!("`{}:` is missing", "image"))
                    .at(at)
                    .hint(message!("name the file of the picture under `image:`")),
            );
            return None;
        };
        Some(FigurePart {
            alt: alt.map(|alt| self.words(alt, TextRole::Alt)),
            caption: caption.map(|caption| self.noted(caption)),
            image: picture(image)?,
        })
    }
}
