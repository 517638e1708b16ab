package io.github.airbyteio.postgres;

import io.github.airbyteio.sql.Sql;
import io.github.airbyteio.sql.StreamTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;

/**
 * Lets the generation's table take the old one's name, its owner and its grants. What would be lost
 * with the old table, or forbids to drop it, is refused.
 */
final class ReplacementByRename implements TableReplacement {
  private static final String OLD =
      "WITH t AS (SELECT c.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?"
          + " AND c.relkind = 'r') ";

  private static final String DEPENDENTS =
      OLD
          + "SELECT DISTINCT 'the view ' || v.oid::regclass FROM t JOIN pg_depend d ON d.refobjid = t.oid AND d.refclassid ="
          + " 'pg_class'::regclass AND d.classid = 'pg_rewrite'::regclass JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON"
          + " v.oid = r.ev_class AND v.oid <> t.oid"
          + " UNION ALL SELECT DISTINCT 'the function ' || d.objid::regproc FROM t JOIN pg_depend d ON d.refobjid IN (t.oid,"
          + " t.reltype) AND d.classid = 'pg_proc'::regclass"
          + " UNION ALL SELECT 'the foreign key ' || k.conname || ' of ' || k.conrelid::regclass FROM t JOIN pg_constraint k ON"
          + " k.confrelid = t.oid"
          + " UNION ALL SELECT 'the constraint ' || k.conname FROM t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype <> 'n'"
          + " UNION ALL SELECT 'the trigger ' || g.tgname FROM t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal"
          + " UNION ALL SELECT 'the rule ' || r.rulename FROM t JOIN pg_rewrite r ON r.ev_class = t.oid"
          + " UNION ALL SELECT 'the policy ' || p.polname FROM t JOIN pg_policy p ON p.polrelid = t.oid"
          + " UNION ALL SELECT 'the publication ' || p.pubname FROM t JOIN pg_publication_rel r ON r.prrelid = t.oid JOIN"
          + " pg_publication p ON p.oid = r.prpubid"
          + " UNION ALL SELECT 'the inheritance by ' || i.inhrelid::regclass FROM t JOIN pg_inherits i ON i.inhparent = t.oid"
          + " UNION ALL SELECT 'the index ' || i.relname FROM t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid ="
          + " x.indexrelid WHERE NOT "
          + KeyIndexes.OURS
          + " AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.oid)"
          + " UNION ALL SELECT 'the grants on the column ' || a.attname FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attacl"
          + " IS NOT NULL";

  private static final String RIGHTS =
      OLD
          + "SELECT format('GRANT %s ON TABLE %%s TO %s%s', a.privilege_type, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE"
          + " quote_ident(pg_get_userbyid(a.grantee)) END, CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) FROM t,"
          + " aclexplode(t.relacl) a WHERE a.grantee <> t.relowner UNION ALL SELECT format('ALTER TABLE %%s OWNER TO %I',"
          + " pg_get_userbyid(t.relowner)) FROM t WHERE pg_get_userbyid(t.relowner) <> current_user";

  private final Connection connection;

  ReplacementByRename(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void check(StreamTable table) throws SQLException {
    List<String> dependents = select(DEPENDENTS, table);
    if (!dependents.isEmpty()) {
      throw PostgresTableWriter.refused(
          table,
          "a full refresh replaces the table "
              + table.name()
              + ", and "
              + String.join(", ", dependents)
              + " would be lost with the old one.",
          "Let it replace the rows and keep the table (replace_in_place=true), or drop what depends"
              + " on it and create it again after the sync.",
          null);
    }
  }

  @Override
  public void replace(StreamTable table) throws SQLException {
    check(table); // It may have come since.
    List<String> rights = select(RIGHTS, table);
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE " + table.qualified());
      statement.execute(
          "ALTER TABLE "
              + table.qualified(table.generationTable())
              + " RENAME TO "
              + Sql.identifier(table.name()));
      for (String right : rights) {
        statement.execute(right.replaceFirst("%s", Matcher.quoteReplacement(table.qualified())));
      }
    }
  }

  private List<String> select(String sql, StreamTable table) throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, table.schema());
      query.setString(2, table.name());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }
}
