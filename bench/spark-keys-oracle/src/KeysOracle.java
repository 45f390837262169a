import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prints what the Spark on the class path knows of each configuration key, one JSON object a line.
 *
 * `registered`: an entry of ConfigEntry's registry, after every object that uses ConfigBuilder was loaded; with its default, its
 * alternatives and what its own converter accepts (`kind`). `literal`: the key stands as a text in a class that reads settings without
 * an entry. `deprecated`, `alternative`, `removed`: SparkConf's and SQLConf's tables.
 */
public final class KeysOracle {
  private static final Pattern KEY = Pattern.compile("spark\\.[A-Za-z][A-Za-z0-9]*(\\.[A-Za-z0-9_-]+)*");
  /** Objects whose texts are tables of old keys, not keys that are read. */
  private static final Pattern TABLES = Pattern.compile("org/apache/spark/(SparkConf|sql/internal/SQLConf)\\$.*|org/apache/spark/SparkConf|org/apache/spark/sql/internal/SQLConf");

  private static final Map<String, Map<String, Object>> keys = new TreeMap<>();

  public static void main(String[] args) throws Exception {
    File[] jars = new File(args[0]).listFiles((folder, name) -> name.startsWith("spark-") && name.endsWith(".jar"));
    Arrays.sort(jars);
    List<String> objects = new ArrayList<>();
    for (File jar : jars) scan(jar, objects);
    for (String name : objects) load(name);
    for (Object entry : registry()) registered(entry);
    table("org.apache.spark.SparkConf$", "deprecatedConfigs", "deprecated", "deprecationMessage", "version");
    alternatives();
    table("org.apache.spark.sql.internal.SQLConf$", "deprecatedSQLConfigs", "deprecated", "comment", "version");
    table("org.apache.spark.sql.internal.SQLConf$", "removedSQLConfigs", "removed", "comment", "version");
    for (Map.Entry<String, Map<String, Object>> key : keys.entrySet()) {
      System.out.println("{\"key\":" + json(key.getKey()) + fields(key.getValue()) + "}");
    }
  }

  /** Texts that look like keys, and the names of objects that build entries. */
  static void scan(File jar, List<String> objects) throws IOException {
    try (JarFile file = new JarFile(jar)) {
      for (Enumeration<JarEntry> all = file.entries(); all.hasMoreElements(); ) {
        JarEntry entry = all.nextElement();
        String name = entry.getName();
        if (!name.startsWith("org/apache/spark/") || !name.endsWith(".class")) continue;
        name = name.substring(0, name.length() - ".class".length());
        boolean builds = false;
        boolean tables = TABLES.matcher(name).matches();
        for (String text : texts(file.getInputStream(entry).readAllBytes())) {
          builds |= text.equals("org/apache/spark/internal/config/ConfigBuilder");
          if (!tables && KEY.matcher(text).matches()) row(text).put("literal", true);
        }
        if (builds && name.endsWith("$")) objects.add(name.replace('/', '.'));
      }
    }
  }

  /** The text constants of a class file (JVM specification, 4.4). */
  private static List<String> texts(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    in.skipBytes(8);
    List<String> found = new ArrayList<>();
    int count = in.readUnsignedShort();
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1:
          found.add(in.readUTF());
          break;
        case 5:
        case 6:
          in.skipBytes(8);
          i++;
          break;
        case 7:
        case 8:
        case 16:
        case 19:
        case 20:
          in.skipBytes(2);
          break;
        case 15:
          in.skipBytes(3);
          break;
        default:
          in.skipBytes(4);
      }
    }
    return found;
  }

  static void load(String name) {
    try {
      Class.forName(name);
    } catch (Throwable t) {
      Throwable cause = t;
      while (cause.getCause() != null) cause = cause.getCause();
      System.err.println("not loaded: " + name + ": " + cause);
    }
  }

  /** Every entry of ConfigEntry's registry. */
  static Iterable<?> registry() throws Exception {
    return javaValues(scalaField("org.apache.spark.internal.config.ConfigEntry$", "knownConfigs"));
  }

  private static void registered(Object entry) throws Exception {
    String key = (String) call(entry, "key");
    Map<String, Object> row = row(key);
    row.put("registered", true);
    row.put("default", call(entry, "defaultValueString"));
    row.put("internal", !(Boolean) call(entry, "isPublic"));
    List<String> others = new ArrayList<>();
    for (Object other : (Iterable<?>) javaValues(call(entry, "alternatives"))) others.add((String) other);
    if (!others.isEmpty()) row.put("alternatives", others);
    row.put("kind", kind(call(entry, "valueConverter")));
  }

  /** What the entry's own converter accepts: it is asked. */
  private static String kind(Object converter) {
    if (converts(converter, "true") && !converts(converter, "12")) return "boolean";
    for (String[] size : new String[][] {{"4g", "4294967296"}, {"4m", "4194304"}, {"64k", "65536"}}) {
      Object answer = ask(converter, size[0]);
      if (answer instanceof Long && !converts(converter, "4h")) return "bytes:" + unit((Long) answer, Long.parseLong(size[1]), "b", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30);
    }
    Object hour = ask(converter, "4h");
    if (hour instanceof Long && !converts(converter, "4g")) return "time:" + unit((Long) hour, 14_400_000_000L, "us", 1L, "ms", 1_000L, "s", 1_000_000L, "min", 60_000_000L);
    Object nonsense = ask(converter, "no such value");
    if (converts(converter, "0.5") && !converts(converter, "0.5x") && nonsense == null) return "double";
    for (String number : new String[] {"12", "1", "100000"}) {
      Object answer = ask(converter, number);
      if (nonsense == null && (answer instanceof Integer || answer instanceof Long)) {
        return converts(converter, "-1") ? "whole" : converts(converter, "0") ? "whole:0" : "whole:1";
      }
    }
    if (nonsense == null) {
      Matcher allowed = Pattern.compile("should be one of (.*?),? but was").matcher(refusal(converter, "no such value"));
      if (allowed.find()) return "one:" + allowed.group(1).replace(", ", "|");
    }
    return "text";
  }

  private static String unit(long answer, long whole, Object... units) {
    for (int i = 0; i < units.length; i += 2) if (answer == whole / (Long) units[i + 1]) return (String) units[i];
    return "?";
  }

  private static boolean converts(Object converter, String text) {
    return ask(converter, text) != null;
  }

  /** Null where the converter refuses; an optional entry's answer is unwrapped. */
  static Object ask(Object converter, String text) {
    try {
      Method apply = converter.getClass().getMethod("apply", Object.class);
      apply.setAccessible(true);
      Object answer = apply.invoke(converter, text);
      return answer != null && answer.getClass().getName().equals("scala.Some") ? call(answer, "get") : answer;
    } catch (Throwable refused) {
      return null;
    }
  }

  private static String refusal(Object converter, String text) {
    try {
      Method apply = converter.getClass().getMethod("apply", Object.class);
      apply.setAccessible(true);
      apply.invoke(converter, text);
      return "";
    } catch (Throwable refused) {
      Throwable cause = refused;
      while (cause.getCause() != null) cause = cause.getCause();
      return String.valueOf(cause.getMessage());
    }
  }

  private static void table(String object, String field, String into, String message, String version) throws Exception {
    Object table = scalaField(object, field);
    if (table == null) {
      System.err.println("no " + object + field);
      return;
    }
    for (Object one : (Iterable<?>) javaValues(call(table, "values"))) {
      Map<String, Object> row = row((String) call(one, "key"));
      row.put(into, call(one, version));
      row.put(into + "Text", call(one, message));
    }
  }

  private static void alternatives() throws Exception {
    Object table = scalaField("org.apache.spark.SparkConf$", "configsWithAlternatives");
    for (Object pair : (Iterable<?>) javaValues(table)) {
      for (Object one : (Iterable<?>) javaValues(call(pair, "_2"))) {
        Map<String, Object> row = row((String) call(one, "key"));
        row.put("deprecated", call(one, "version"));
        row.put("renamedTo", call(pair, "_1"));
      }
    }
  }

  private static Object scalaField(String object, String name) throws Exception {
    Class<?> type = Class.forName(object);
    Object module = type.getField("MODULE$").get(null);
    for (Field field : type.getDeclaredFields()) {
      if (field.getName().equals(name) || field.getName().endsWith("$$" + name)) {
        field.setAccessible(true);
        return field.get(module);
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if ((method.getName().equals(name) || method.getName().endsWith("$$" + name)) && method.getParameterCount() == 0) {
        method.setAccessible(true);
        return method.invoke(module);
      }
    }
    return null;
  }

  private static Iterable<?> javaValues(Object collection) throws Exception {
    if (collection instanceof Map) return ((Map<?, ?>) collection).values();
    List<Object> all = new ArrayList<>();
    Object iterator = collection.getClass().getMethod("iterator").invoke(collection);
    while ((Boolean) call(iterator, "hasNext")) all.add(call(iterator, "next"));
    return all;
  }

  static Object call(Object target, String name) throws Exception {
    Method method = target.getClass().getMethod(name);
    method.setAccessible(true);
    return method.invoke(target);
  }

  private static Map<String, Object> row(String key) {
    return keys.computeIfAbsent(key, absent -> new TreeMap<>());
  }

  private static String fields(Map<String, Object> row) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Object> field : row.entrySet()) text.append(",\"").append(field.getKey()).append("\":").append(value(field.getValue()));
    return text.toString();
  }

  private static String value(Object value) {
    if (value instanceof Boolean) return value.toString();
    if (value instanceof List) {
      List<String> parts = new ArrayList<>();
      for (Object one : (List<?>) value) parts.add(json((String) one));
      return "[" + String.join(",", parts) + "]";
    }
    return json(String.valueOf(value));
  }

  private static String json(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < ' ') out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }
}
