import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.io.CompressionCodec;

/** Packs a plain event log as Spark itself does: PackLog CODEC FROM TO. */
public final class PackLog {
  public static void main(String[] args) throws Exception {
    CompressionCodec codec = CompressionCodec.createCodec(new SparkConf(false), args[0]);
    try (OutputStream out = codec.compressedContinuousOutputStream(Files.newOutputStream(Path.of(args[2])))) {
      out.write(Files.readAllBytes(Path.of(args[1])));
    }
  }
}
