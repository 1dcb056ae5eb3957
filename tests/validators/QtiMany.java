import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import uk.ac.ed.ph.jqtiplus.JqtiExtensionManager;
import uk.ac.ed.ph.jqtiplus.node.item.AssessmentItem;
import uk.ac.ed.ph.jqtiplus.node.item.interaction.ChoiceInteraction;
import uk.ac.ed.ph.jqtiplus.node.item.interaction.InlineChoiceInteraction;
import uk.ac.ed.ph.jqtiplus.node.item.interaction.Interaction;
import uk.ac.ed.ph.jqtiplus.node.item.interaction.choice.InlineChoice;
import uk.ac.ed.ph.jqtiplus.node.item.interaction.choice.SimpleChoice;
import uk.ac.ed.ph.jqtiplus.node.item.response.declaration.ResponseDeclaration;
import uk.ac.ed.ph.jqtiplus.node.shared.FieldValue;
import uk.ac.ed.ph.jqtiplus.notification.Notification;
import uk.ac.ed.ph.jqtiplus.reading.AssessmentObjectXmlLoader;
import uk.ac.ed.ph.jqtiplus.reading.QtiModelBuildingError;
import uk.ac.ed.ph.jqtiplus.reading.QtiXmlInterpretationException;
import uk.ac.ed.ph.jqtiplus.reading.QtiXmlReader;
import uk.ac.ed.ph.jqtiplus.running.ItemProcessingInitializer;
import uk.ac.ed.ph.jqtiplus.running.ItemSessionController;
import uk.ac.ed.ph.jqtiplus.running.ItemSessionControllerSettings;
import uk.ac.ed.ph.jqtiplus.state.ItemSessionState;
import uk.ac.ed.ph.jqtiplus.types.Identifier;
import uk.ac.ed.ph.jqtiplus.types.ResponseData;
import uk.ac.ed.ph.jqtiplus.types.StringResponseData;
import uk.ac.ed.ph.jqtiplus.utils.contentpackaging.ContentPackageResource;
import uk.ac.ed.ph.jqtiplus.utils.contentpackaging.QtiContentPackageExtractor;
import uk.ac.ed.ph.jqtiplus.utils.contentpackaging.QtiContentPackageSummary;
import uk.ac.ed.ph.jqtiplus.validation.AssessmentObjectValidationResult;
import uk.ac.ed.ph.jqtiplus.validation.ItemValidationResult;
import uk.ac.ed.ph.jqtiplus.xmlutils.locators.FileSandboxResourceLocator;

/**
 * Validates QTI packages with JQTI+ and answers every question: right answers must earn the points
 * that the question is worth, others less, and whoever ticks everything nothing.
 */
final class QtiMany {
    private static final JqtiExtensionManager EXTENSIONS = new JqtiExtensionManager();
    private static final Date NOW = new Date(0);
    private static int complaints;

    public static void main(String[] packages) throws Exception {
        for (String name : packages) {
            Path folder = Files.createTempDirectory("qti");
            try {
                unpack(Path.of(name), folder);
                judge(name, folder.toFile());
            } finally {
                try (var files = Files.walk(folder)) {
                    files.sorted(Collections.reverseOrder()).map(Path::toFile).forEach(File::delete);
                }
            }
        }
        System.exit(complaints == 0 ? 0 : 1);
    }

    private static void complain(String where, Object what) {
        complaints++;
        System.out.println("FAIL " + where + ": " + what);
    }

    private static void unpack(Path zip, Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(zip); ZipInputStream entries = new ZipInputStream(in)) {
            for (ZipEntry entry; (entry = entries.getNextEntry()) != null;) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(entries, file);
            }
        }
    }

    private static void judge(String name, File folder) throws Exception {
        QtiContentPackageSummary summary = new QtiContentPackageExtractor(folder).parse();
        var scheme = QtiContentPackageExtractor.PACKAGE_URI_SCHEME;
        var locator = new FileSandboxResourceLocator(scheme, folder);
        var loader = new AssessmentObjectXmlLoader(new QtiXmlReader(EXTENSIONS), locator);
        if (summary.getTestResources().size() != 1) {
            complain(name, "holds " + summary.getTestResources().size() + " tests");
        }
        for (ContentPackageResource test : summary.getTestResources()) {
            URI uri = scheme.decodedPathToUri(test.getHref().getPath());
            report(name + " " + test.getHref(), loader.loadResolveAndValidateTest(uri));
        }
        int answered = 0;
        for (ContentPackageResource resource : summary.getItemResources()) {
            URI uri = scheme.decodedPathToUri(resource.getHref().getPath());
            String where = name + " " + resource.getHref();
            ItemValidationResult result = loader.loadResolveAndValidateItem(uri);
            report(where, result);
            if (!result.hasErrors()) {
                answer(where, result);
                answered++;
            }
        }
        System.out.println("DONE " + name + " " + answered);
    }

    private static void report(String where, AssessmentObjectValidationResult<?> result) {
        var broken = result.getResolvedAssessmentObject().getRootNodeLookup().getBadResourceException();
        if (broken instanceof QtiXmlInterpretationException unread) {
            for (QtiModelBuildingError one : unread.getQtiModelBuildingErrors()) {
                complain(where, one.getException().getMessage());
            }
        } else if (broken != null) {
            complain(where, broken.getMessage());
        }
        for (Notification one : result.getErrors()) {
            complain(where, one.getMessage());
        }
        for (Notification one : result.getWarnings()) {
            // A recommendation: names are the author's and stay as they are.
            if (!one.getMessage().startsWith("Identifiers are recommended to be no more than 32")) {
                complain(where, one.getMessage());
            }
        }
        if (broken != null || result.hasErrors()) {
            complain(where, "is not valid");
        }
    }

    private static void answer(String where, ItemValidationResult result) {
        AssessmentItem item =
                result.getResolvedAssessmentItem().getItemLookup().extractAssumingSuccessful();
        Double worth = item.getOutcomeDeclaration(id("SCORE")).getNormalMaximum();
        Map<Identifier, List<String>> right = new HashMap<>();
        Map<Identifier, List<String>> wrong = new HashMap<>();
        for (ResponseDeclaration response : item.getResponseDeclarations()) {
            if (response.getCorrectResponse() == null) {
                // A person marks it.
                continue;
            }
            List<String> values = new ArrayList<>();
            for (FieldValue value : response.getCorrectResponse().getFieldValues()) {
                values.add(value.getSingleValue().toQtiString());
            }
            right.put(response.getIdentifier(), values);
            wrong.put(response.getIdentifier(), otherThan(item, response, values));
        }
        if (right.isEmpty()) {
            return;
        }
        double full = score(result, right);
        if (Math.abs(full - worth) > 1e-9) {
            complain(where, "right answers earn " + full + " of " + worth);
        }
        double less = score(result, wrong);
        if (!(less < worth)) {
            complain(where, "wrong answers earn " + less + " of " + worth);
        }
        for (Interaction one : item.getItemBody().findInteractions()) {
            List<String> all = one instanceof ChoiceInteraction choice ? choices(choice) : List.of();
            if (right.get(one.getResponseIdentifier()).size() > 1 && !all.isEmpty()) {
                double everything = score(result, Map.of(one.getResponseIdentifier(), all));
                if (everything > 1e-9) {
                    complain(where, "everything ticked earns " + everything);
                }
            }
        }
    }

    private static List<String> choices(ChoiceInteraction choice) {
        List<String> all = new ArrayList<>();
        for (SimpleChoice one : choice.getSimpleChoices()) {
            all.add(one.getIdentifier().toString());
        }
        return all;
    }

    /** An answer of the same kind that is not right. */
    private static List<String> otherThan(
            AssessmentItem item, ResponseDeclaration response, List<String> right) {
        for (Interaction one : item.getItemBody().findInteractions()) {
            boolean isThis = one.getResponseIdentifier().equals(response.getIdentifier());
            if (isThis && one instanceof ChoiceInteraction choice) {
                List<String> others = choices(choice);
                others.removeAll(right);
                return others.subList(0, 1);
            }
            if (isThis && one instanceof InlineChoiceInteraction choice) {
                List<String> others = new ArrayList<>();
                for (InlineChoice option : choice.getInlineChoices()) {
                    others.add(option.getIdentifier().toString());
                }
                others.removeAll(right);
                return others.subList(0, 1);
            }
        }
        return switch (response.getBaseType()) {
            case STRING -> List.of("none of these");
            case FLOAT -> List.of("12345.5");
            case DIRECTED_PAIR -> turned(right);
            default -> {
                List<String> back = new ArrayList<>(right);
                Collections.reverse(back);
                yield back;
            }
        };
    }

    /** Each left side with the right side of the next. */
    private static List<String> turned(List<String> pairs) {
        List<String> all = new ArrayList<>();
        for (int at = 0; at < pairs.size(); at++) {
            String left = pairs.get(at).split(" ")[0];
            all.add(left + " " + pairs.get((at + 1) % pairs.size()).split(" ")[1]);
        }
        return all;
    }

    private static double score(ItemValidationResult result, Map<Identifier, List<String>> answers) {
        ItemSessionState state = new ItemSessionState();
        ItemSessionController session =
                new ItemSessionController(
                        EXTENSIONS,
                        new ItemSessionControllerSettings(),
                        new ItemProcessingInitializer(result).initialize(),
                        state);
        session.initialize(NOW);
        session.performTemplateProcessing(NOW);
        session.enterItem(NOW);
        Map<Identifier, ResponseData> data = new HashMap<>();
        answers.forEach((id, values) -> data.put(id, new StringResponseData(values)));
        if (!session.bindResponses(NOW, data)) {
            return Double.NaN;
        }
        session.commitResponses(NOW);
        session.performResponseProcessing(NOW);
        return Double.parseDouble(state.getOutcomeValue(id("SCORE")).toQtiString());
    }

    private static Identifier id(String name) {
        return Identifier.parseString(name);
    }
}
