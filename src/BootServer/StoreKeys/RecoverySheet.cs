using System;
using System.Globalization;
using System.Text;
using Monitas.Imaging.Sealing;

namespace Monitas.BootServer.StoreKeys;

/// <summary>A page to print: the key, and what to do with it when the server is gone.</summary>
internal static class RecoverySheet
{
    /// <summary>The page's text, at most 78 characters wide.</summary>
    /// <param name="key">What a key file holds, or would hold.</param>
    /// <param name="store">The store's directory.</param>
    /// <param name="host">The server's name.</param>
    /// <param name="now">The date.</param>
    internal static string Write(StoreKey key, string store, string host, DateTimeOffset now)
    {
        StringBuilder page = new();
        page.Append(CultureInfo.InvariantCulture, $"""
            MONITAS RECOVERY SHEET                                      printed {now:yyyy-MM-dd}

            Store    {store} on {host}
            Key id   {key.Id}

            Whoever has this sheet can read every backup of the store. Without it, and
            without the server's own key file or passphrase, nobody can: there is no
            other way in. Keep it on paper, away from the server.

            ------------------------------------------------------------------------------

            """);
        foreach (string line in KeyText.Format(key).TrimEnd().Split('\n'))
        {
            page.Append(CultureInfo.InvariantCulture, $"    {line}\n");
        }
        page.Append("""
            ------------------------------------------------------------------------------

            WHEN THE SERVER IS GONE
            1. Type the ten lines above into a file, such as /etc/monitas/store.key. Capital
               or small letters do not matter; hyphens may be left out. The last two digits
               of each group are its check: Monitas says which group is mistyped.
            2. chmod 600 /etc/monitas/store.key
            3. Install monitas-server, put the volumes (*.iso) into the store's directory, and
               set in /etc/monitas/server.conf, section [server]:
                 encryption = key-file
                 key-file = /etc/monitas/store.key
               If the store's file keys-NUMBER.json is lost too:
                 monitas-server store key init
            4. systemctl restart monitas-server; every archive is there again.

            WITHOUT MONITAS
            Each volume holds EXTRACT.PY and README.TXT. With python3, python3-cryptography
            and zstd:
              python3 EXTRACT.PY --key store.key list DIRECTORY-WITH-ISO-FILES

            """);
        return page.Replace("\r\n", "\n").ToString();
    }
}
