import com.adobe.epubcheck.tool.EpubChecker;

/** Checks many EPUBs in one JVM, whose start takes longer than most books. */
final class EpubMany {
    public static void main(String[] files) {
        int worst = 0;
        for (String file : files) {
            String[] arguments = {file, "--failonwarnings", "--quiet"};
            int code = new EpubChecker().run(arguments);
            System.out.println((code == 0 ? "PASS " : "FAIL ") + file);
            worst = Math.max(worst, code);
        }
        System.exit(worst);
    }
}
