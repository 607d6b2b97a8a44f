import static io.trino.testing.TestingSession.testSessionBuilder;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trino.plugin.memory.MemoryPlugin;
import io.trino.testing.StandaloneQueryRunner;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** A Trino of one node: a line of standard input is a statement as JSON, a line of output its rows as texts, or an error. */
class Trino {
    public static void main(String[] words) throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
        System.setOut(System.err);
        ObjectMapper json = new ObjectMapper();
        var session = testSessionBuilder().setCatalog("memory").setSchema("default").build();
        try (StandaloneQueryRunner runner = new StandaloneQueryRunner(session)) {
            runner.installPlugin(new MemoryPlugin());
            runner.createCatalog("memory", "memory", Map.of());
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
            for (String line; (line = lines.readLine()) != null; ) {
                try {
                    List<List<String>> rows = runner.execute(json.readValue(line, String.class)).getMaterializedRows().stream()
                            .map(row -> row.getFields().stream().map(cell -> cell == null ? null : cell.toString()).toList())
                            .toList();
                    out.println(json.writeValueAsString(rows));
                } catch (RuntimeException error) {
                    out.println(json.writeValueAsString(Map.of("error", String.valueOf(error.getMessage()))));
                }
            }
        }
        System.exit(0);
    }
}
