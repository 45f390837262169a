package oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.yarn.util.YarnVersionInfo;

/** One case a line on stdin, one answer a line on stdout, in the same order, until the end of input; first the version of Hadoop. */
public final class Main {
  public static void main(String[] args) throws Exception {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err); // nothing in Hadoop may write between the answers
    CachedRsa.install();
    answers.println(Runner.JSON.writeValueAsString(Runner.JSON.createObjectNode().put("hadoop", YarnVersionInfo.getVersion())));
    BufferedReader cases = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = cases.readLine()) != null; ) {
      if (!line.isBlank()) answers.println(Runner.JSON.writeValueAsString(answer(line)));
      if (answers.checkError()) break; // nobody reads any more
    }
    System.exit(0); // Hadoop leaves a few threads that are not daemons
  }

  private static ObjectNode answer(String line) {
    try {
      return Runner.run(Runner.JSON.readValue(line, Case.class));
    } catch (JsonProcessingException e) {
      ObjectNode out = Runner.JSON.createObjectNode();
      Runner.error(out, "case", e);
      return out;
    }
  }
}
