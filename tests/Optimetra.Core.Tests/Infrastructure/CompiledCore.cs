using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Tests.Infrastructure;

/// <summary>What the compiled assembly says of itself.</summary>
internal static class CompiledCore
{
    public static readonly Assembly Assembly = typeof(OptimetraCore).Assembly;

    /// <summary>The types that hold what people sent or staff noted, opened.</summary>
    private static readonly Type[] Words = [
        typeof(SenderDetails), typeof(Answer), typeof(ContentVersion), typeof(ThreadEntry), typeof(OpenedCase), typeof(CustomerFileView),
    ];

    private static readonly BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>
    /// Every type of another assembly that is named anywhere in this one: in signatures, bodies, attributes, generic arguments. The
    /// compiler writes each into this one table.
    /// </summary>
    public static IReadOnlyList<string> ForeignTypes(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();

        return
        [
            .. metadata.TypeReferences.Select(metadata.GetTypeReference)
                .Select(t => $"{metadata.GetString(t.Namespace)}.{metadata.GetString(t.Name)}"),
        ];
    }

    /// <summary>
    /// What anybody outside the assembly could call to get at the words who is no reader and does not hold the receipt: a sender reads
    /// their own file.
    /// </summary>
    public static IEnumerable<string> WaysAroundTheReader(IEnumerable<Type> types) => types
        .Where(t => t.IsVisible && !Words.Contains(t))
        .SelectMany(t => t.GetMembers(Everything).Where(IsReachable).Where(m => GivesWords(m) && !TakesReaderOrReceipt(m)))
        .Select(m => $"{m.DeclaringType!.Name}.{m.Name}");

    /// <summary>The public constructors of the types that hold the words.</summary>
    public static IEnumerable<Type> WordsThatAnybodyCanMake() => Words.Where(t => t.GetConstructors().Length > 0);

    /// <summary>What can be called from outside and gives a reader.</summary>
    public static IEnumerable<string> MakersOfReaders(IEnumerable<Type> types) => types
        .SelectMany(t => t.GetMembers(Everything))
        .Where(m => IsReachable(m) && Given(m).Any(t => Mentions(t, [typeof(InternalReader)], [])))
        .Select(m => $"{m.DeclaringType!.Name}.{m.Name}")
        .Distinct();

    private static bool IsReachable(MemberInfo member) => member.DeclaringType!.IsVisible && member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        _ => false,
    };

    private static bool GivesWords(MemberInfo member) => Given(member).Any(t => Mentions(t, Words, []));

    private static bool TakesReaderOrReceipt(MemberInfo member) =>
        member is MethodBase method && method.GetParameters().Select(p => p.ParameterType).ToList() is var takes
        && (takes.Contains(typeof(InternalReader)) || (takes.Contains(typeof(CaseReference)) && takes.Contains(typeof(ReceiptCode))));

    /// <summary>What comes out of a member: its value, what it returns, its out parameters, what it calls back with.</summary>
    private static IEnumerable<Type> Given(MemberInfo member) => member switch
    {
        MethodInfo method => method.GetParameters()
            .Select(p => p.ParameterType)
            .Where(t => t.IsByRef || typeof(Delegate).IsAssignableFrom(t))
            .Append(method.ReturnType),
        FieldInfo field => [field.FieldType],
        _ => [],
    };

    /// <summary>Whether a type is, holds or wraps one of those looked for, however deep.</summary>
    private static bool Mentions(Type type, Type[] lookedFor, HashSet<Type> seen)
    {
        if (lookedFor.Contains(type))
        {
            return true;
        }

        if (!seen.Add(type))
        {
            return false;
        }

        var parts = new List<Type>(type.GenericTypeArguments);
        if (type.HasElementType)
        {
            parts.Add(type.GetElementType()!);
        }

        if (type.Assembly == Assembly)
        {
            parts.AddRange(type.GetProperties().Select(p => p.PropertyType));
            parts.AddRange(type.GetNestedTypes().Where(type.IsAssignableFrom));
        }

        return parts.Exists(part => Mentions(part, lookedFor, seen));
    }
}
