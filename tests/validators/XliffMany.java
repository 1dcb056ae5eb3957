import java.io.File;
import net.sf.okapi.lib.xliff2.reader.XLIFFReader;

/** Validates XLIFF 2 files with Okapi's library: `PASS file` or `FAIL file: why`, a line for each. */
public class XliffMany {
    public static void main(String[] files) {
        for (String file : files) {
            try {
                XLIFFReader.validate(new File(file));
                System.out.println("PASS " + file);
            } catch (RuntimeException why) {
                System.out.println("FAIL " + file + ": " + why.getMessage());
            }
        }
    }
}
