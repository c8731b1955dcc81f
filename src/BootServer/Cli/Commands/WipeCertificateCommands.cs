using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.BootServer.Wipes;
using Monitas.BootServer.Wipes.Pdf;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>wipe certificates, wipe certificate N.</summary>
internal static class WipeCertificateCommands
{
    /// <summary>wipe certificates.</summary>
    public static Command List(CliRunner runner)
    {
        var machine = new Option<string>("--machine") { Description = "Only this machine's.", HelpName = "MACHINE", DefaultValueFactory = _ => "" };
        return runner.Bind(new Command("certificates", "List the certificates of erased disks, the newest first.") { machine }, async (context, parsed, cancellationToken) =>
        {
            string path = Arguments.Query(ApiRoutes.WipeCertificates, ("machine", parsed.GetValue(machine) ?? ""));
            IReadOnlyList<WipeCertificateRecord> certificates = await context.Api.GetAsync(path, ApiJson.Default.IReadOnlyListWipeCertificateRecord, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(certificates, ApiJson.Default.IReadOnlyListWipeCertificateRecord);
                return ExitCode.Done;
            }
            TextTable.Write(
                context.Terminal, "No certificates.", ["NUMBER", "MACHINE", "DISK", "ERASED BY", "ISSUED"],
                certificates.Select(c => (IReadOnlyList<string>)[c.Number(), c.MachineName, c.DiskText, c.Way, Words.Of(c.Created)]));
            return ExitCode.Done;
        });
    }

    /// <summary>wipe certificate N.</summary>
    public static Command Show(CliRunner runner)
    {
        var number = new Argument<string>("number") { Description = "The certificate's number, such as 12.1." };
        var pdf = new Option<string>("--pdf") { Description = "Write it as PDF into this new file.", HelpName = "FILE", DefaultValueFactory = _ => "" };
        var to = new Option<string>("--to") { Description = "Write the JSON that is signed into this new file, and the signature into FILE.sig.", HelpName = "FILE", DefaultValueFactory = _ => "" };
        return runner.Bind(new Command("certificate", "Show a certificate, or write it into files.") { number, pdf, to }, async (context, parsed, cancellationToken) =>
        {
            string path = Arguments.Path(ApiRoutes.WipeCertificate, parsed.GetRequiredValue(number));
            WipeCertificateRecord signed = await context.Api.GetAsync(path, ApiJson.Default.WipeCertificateRecord, cancellationToken);
            WipeCertificate certificate = JsonSerializer.Deserialize(signed.Document, WipesJson.Default.WipeCertificate)
                ?? throw new CliException(ExitCode.Failed, "The server gave an empty certificate.");
            if (parsed.GetValue(pdf) is { Length: > 0 } pdfFile)
            {
                WriteNew(pdfFile, WipeCertificatePdf.Write(certificate, signed.Signature));
                context.Say($"Written: {pdfFile}");
            }
            if (parsed.GetValue(to) is { Length: > 0 } file)
            {
                WriteNew(file, Encoding.UTF8.GetBytes(signed.Document));
                WriteNew(file + ".sig", signed.Signature);
                context.Say($"Written: {file} and {file}.sig. To check them with the CA's certificate (ca.pem, which the server gives at /ca.pem): openssl x509 -in ca.pem -noout -pubkey > ca.pub; openssl dgst -sha256 -verify ca.pub -signature {file}.sig {file}");
            }
            if (context.Json)
            {
                context.WriteJson(signed, ApiJson.Default.WipeCertificateRecord);
                return ExitCode.Done;
            }
            foreach ((string name, string value) in WipeCertificateText.Lines(certificate))
            {
                context.Say($"{name,-15} {value}");
            }
            context.Say($"{"Signature",-15} {Convert.ToBase64String(signed.Signature)}");
            return ExitCode.Done;
        });
    }

    private static void WriteNew(string path, byte[] bytes)
    {
        try
        {
            using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write);
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, $"{path} cannot be written: {e.Message}");
        }
    }
}
